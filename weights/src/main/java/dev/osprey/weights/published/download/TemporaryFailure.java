package dev.osprey.weights.published.download;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A failure that may not occur in the next attempt; the message is for the user. */
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

  /** The pause that the server requested. */
  Optional<Duration> pause() {
    return pause;
  }
}
