package dev.osprey.weights.published.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way and may go well the next time; the message goes to the user. */
final class TemporaryFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> pause;

  TemporaryFailure(String message) {
    this(message, Optional.empty());
  }

  TemporaryFailure(String message, Optional<Duration> pause) {
    super(message);
    this.pause = pause;
  }

  TemporaryFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.pause = Optional.empty();
  }

  /** What the server asked for. */
  Optional<Duration> pause() {
    return pause;
  }
}
