package dev.osprey.weights.published.download;

import java.time.Duration;
import java.util.Optional;

/**
 * The policy of retries after temporary failures.
 *
 * @param attempts number of attempts in a row without progress before giving up
 * @param firstPause pause after the first attempt; each later pause is twice as long
 */
record Retry(int attempts, Duration firstPause) {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Returns the standard policy: five attempts, with pauses of 1, 2, 4 and 8 seconds. */
  static Retry standard() {
    return new Retry(5, Duration.ofSeconds(1));
  }

  /**
   * @param failures number of failures in a row, at least 1
   * @param asked pause that the server requested, at most a minute
   */
  Duration pause(int failures, Optional<Duration> asked) {
    Duration pause = asked.orElse(firstPause.multipliedBy(1L << Math.min(failures - 1, 10)));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
