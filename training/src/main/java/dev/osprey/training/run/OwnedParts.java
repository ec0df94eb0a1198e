package dev.osprey.training.run;

import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes what a run owns, each part even if one before it fails. */
final class OwnedParts {
  private OwnedParts() {}

  /** Closes the parts, the first one first; none is left. */
  static void close(Deque<AutoCloseable> parts) {
    RuntimeException failure = null;
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
      failure = close(part, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The same after a failure, which is the one to tell. */
  static void closeAfter(Throwable failure, Deque<AutoCloseable> parts) {
    try {
      close(parts);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static @Nullable RuntimeException close(
      AutoCloseable part, @Nullable RuntimeException before) {
    try {
      part.close();
      return before;
    } catch (Exception e) {
      RuntimeException failure =
          e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
      if (before == null) {
        return failure;
      }
      before.addSuppressed(failure);
      return before;
    }
  }
}
