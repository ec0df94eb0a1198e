package dev.osprey.core.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that are at work inside something closeable, so that what it owns is freed once,
 * and never while a call still needs it. Whoever reaches what is owned enters first:
 *
 * <pre>{@code
 * try (UseCount.Use use = uses.enter()) {
 *   return session.run(pixels);
 * }
 * }</pre>
 *
 * Once {@link #close} is called, threads that come are refused, and calls that are at work run to
 * their end, with all the calls that they make. Thread-safe.
 */
public final class UseCount {
  private final String name;
  private final Runnable free;
  private final Map<Thread, Integer> inside = new HashMap<>();
  private boolean closed;
  private @Nullable Thread freeing;
  private boolean freed;

  /**
   * @param name of what is closed, as a message can begin with it: "the detector"
   * @param free called once, when it is closed and no call is inside
   */
  public UseCount(String name, Runnable free) {
    this.name = name;
    this.free = free;
  }

  /** One call that is inside, until it is closed. */
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
   * Begins a call. A thread that is inside already may enter again, closed or not.
   *
   * @throws IllegalStateException after {@link #close}, from a thread that is not inside
   */
  public synchronized Use enter() {
    requireOpen();
    inside.merge(Thread.currentThread(), 1, Integer::sum);
    return new Use();
  }

  /**
   * Refuses what {@link #enter} would refuse.
   *
   * @throws IllegalStateException after {@link #close}, from a thread that is not inside
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
   * Refuses calls that come, waits for those that are at work in other threads, and frees. Closing
   * again changes nothing; it waits, too. An interrupt does not end the waiting, and the thread's
   * interrupt flag stays set.
   *
   * <p>From inside a call, which would wait for itself, this returns at once; the last call that
   * ends then frees.
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
