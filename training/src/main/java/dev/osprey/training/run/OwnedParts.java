package dev.osprey.training.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The parts that a run owns. Closing closes all of them, even if some fail. */
final class OwnedParts implements AutoCloseable {

  /** Ordered by closing: the first element is closed first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Adds a part that is closed before the existing ones. */
  <T extends AutoCloseable> T add(T part) {
    parts.addFirst(part);
    return part;
  }

  /** Adds a part that is closed after the existing ones. */
  <T extends AutoCloseable> T addLast(T part) {
    parts.addLast(part);
    return part;
  }

  /** Releases a part to another owner. */
  void release(AutoCloseable part) {
    parts.remove(part);
  }

  /** Closes and removes all parts; throws the first failure, with the others as suppressed. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
      failure = close(part, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes all parts after a failure; further failures are added to it as suppressed. */
  void closeAfter(Throwable failure) {
    try {
      close();
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
