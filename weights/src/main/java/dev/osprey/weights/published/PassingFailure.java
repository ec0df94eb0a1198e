package dev.osprey.weights.published;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way and may go well the next time; the message goes to the user. */
final class PassingFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> pause;

  PassingFailure(String message) {
    this(message, Optional.empty());
  }

  PassingFailure(String message, Optional<Duration> pause) {
    super(message);
    this.pause = pause;
  }

  PassingFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.pause = Optional.empty();
  }

  /** What the server asked for. */
  Optional<Duration> pause() {
    return pause;
  }
}
