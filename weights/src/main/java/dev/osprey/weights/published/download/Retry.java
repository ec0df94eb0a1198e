package dev.osprey.weights.published.download;

import java.time.Duration;
import java.util.Optional;

/**
 * When a failure that may pass is tried again.
 *
 * @param attempts in a row that bring nothing before giving up
 * @param firstPause after the first of them; each later pause is twice as long
 */
record Retry(int attempts, Duration firstPause) {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Five attempts, with pauses of 1, 2, 4 and 8 seconds. */
  static Retry standard() {
    return new Retry(5, Duration.ofSeconds(1));
  }

  /**
   * @param failures in a row, at least 1
   * @param asked what the server asked for; no longer than a minute
   */
  Duration pause(int failures, Optional<Duration> asked) {
    Duration pause = asked.orElse(firstPause.multipliedBy(1L << Math.min(failures - 1, 10)));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
