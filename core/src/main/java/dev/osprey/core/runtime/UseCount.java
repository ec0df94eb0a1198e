package dev.osprey.core.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the running calls of a closeable object, so that its resources are freed once, and never
 * while a call uses them. A call enters before it uses the resources:
 *
 * <pre>{@code
 * try (UseCount.Use use = uses.enter()) {
 *   return session.run(pixels);
 * }
 * }</pre>
 *
 * After {@link #close}, calls of other threads are refused; running calls, and the calls that they
 * make, run to their end. Thread-safe.
 */
public final class UseCount {
  private final String name;
  private final Runnable free;
  private final Map<Thread, Integer> inside = new HashMap<>();
  private boolean closed;
  private @Nullable Thread freeing;
  private boolean freed;

  /**
   * @param name of the object, as the start of a message: "the detector"
   * @param free called once, when the object is closed and no call is running
   */
  public UseCount(String name, Runnable free) {
    this.name = name;
    this.free = free;
  }

  /** A running call; closing it ends the call. */
  public final class Use implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private boolean ended;

    private Use() {}

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        leave(thread);
      }
    }
  }

  /**
   * Begins a call. A thread with a running call may enter again, even after {@link #close}.
   *
   * @throws IllegalStateException after {@link #close}, in a thread without a running call
   */
  public synchronized Use enter() {
    requireOpen();
    inside.merge(Thread.currentThread(), 1, Integer::sum);
    return new Use();
  }

  /**
   * Throws if {@link #enter} would throw.
   *
   * @throws IllegalStateException after {@link #close}, in a thread without a running call
   */
  public synchronized void requireOpen() {
    if (closed && !inside.containsKey(Thread.currentThread())) {
      throw closedError(name);
    }
  }

  /** The error that reports a use after close. */
  public static IllegalStateException closedError(String name) {
    return new IllegalStateException(
        name + " is closed. Use it before it is closed, or open it again");
  }

  /**
   * Refuses new calls, waits for the running calls of other threads, and frees the resources.
   * Closing again only waits. An interrupt does not end the waiting; the thread's interrupt flag
   * stays set.
   *
   * <p>During a call of the same thread, this returns at once, because the call would wait for
   * itself; the last call to end then frees the resources.
   */
  public void close() {
    synchronized (this) {
      closed = true;
      if (inside.containsKey(Thread.currentThread())) {
        return;
      }
      awaitUninterrupted(() -> inside.isEmpty());
    }
    freeOnce();
  }

  private void leave(Thread thread) {
    boolean last;
    synchronized (this) {
      inside.computeIfPresent(thread, (key, count) -> count == 1 ? null : count - 1);
      last = closed && inside.isEmpty();
      notifyAll();
    }
    if (last) {
      freeOnce();
    }
  }

  private void freeOnce() {
    synchronized (this) {
      if (freeing == Thread.currentThread()) {
        return;
      }
      if (freeing != null) {
        awaitUninterrupted(() -> freed);
        return;
      }
      freeing = Thread.currentThread();
    }
    try {
      free.run();
    } finally {
      synchronized (this) {
        freed = true;
        notifyAll();
      }
    }
  }

  /** Called with the monitor held. */
  private void awaitUninterrupted(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
