package dev.osprey.data.loader;

import dev.osprey.core.runtime.UseCount;
import dev.osprey.core.text.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * A pool of direct buffers. A buffer that is too small is freed before a larger one is allocated,
 * and one that was idle for many loans is freed, so that a few huge images do not hold memory
 * forever. Memory is freed at once, never by garbage collection. Thread-safe.
 */
public final class BufferPool implements AutoCloseable {
  /**
   * Sizes are rounded up to this many steps for each doubling, so that similar sizes share buffers.
   */
  private static final int STEPS = 8;

  /** A buffer that stays idle during more loans than this is freed. */
  static final int LOANS_IDLE = 32;

  private final String owner;
  private final int maximumIdle;
  private final TreeMap<Long, ArrayDeque<Lease>> idle = new TreeMap<>();
  private int idleCount;
  private long loans;
  private boolean closed;

  /**
   * @param owner as the start of a message: "the loader"
   * @param maximumIdle the number of idle buffers to keep; others are freed when they are returned
   */
  public BufferPool(String owner, int maximumIdle) {
    this.owner = owner;
    this.maximumIdle = maximumIdle;
  }

  /** A borrowed buffer; {@link #giveBack} ends the loan, and nothing may read it afterwards. */
  public final class Lease {
    private final BytePointer memory;
    private final ByteBuffer buffer;
    private long loansBefore;

    private Lease(long capacity) {
      memory = new BytePointer(capacity);
      // the pool owns the memory, not the scope that happens to be open in this thread
      memory.retainReference();
      PointerScope scope = PointerScope.getInnerScope();
      if (scope != null) {
        scope.detach(memory);
      }
      buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    public ByteBuffer buffer() {
      return buffer;
    }

    public void giveBack() {
      takeBack(this);
    }
  }

  /**
   * Borrows a buffer of at least {@code bytes}; its content is undefined.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public Lease borrow(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new UserError(
          "a batch takes "
              + (bytes >> 20)
              + " MiB, more than the 2047 that one may have. Make the batch or its images"
              + " smaller");
    }
    synchronized (this) {
      requireOpen();
      loans++;
      freeLongIdle();
      var fitting = idle.ceilingEntry(bytes);
      if (fitting != null && fitting.getKey() <= 2 * rounded(bytes)) {
        return take(fitting.getKey());
      }
      if (!idle.isEmpty()) {
        take(idle.firstKey()).memory.close();
      }
    }
    return new Lease(rounded(bytes));
  }

  /** For each size in the order of their return; the last is borrowed first. */
  private void freeLongIdle() {
    for (var same : idle.values()) {
      while (!same.isEmpty() && loans - same.getFirst().loansBefore > LOANS_IDLE) {
        same.removeFirst().memory.close();
        idleCount--;
      }
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
  }

  private Lease take(long capacity) {
    var same = idle.get(capacity);
    if (same == null) {
      throw new IllegalStateException("no idle buffer of " + capacity + " bytes");
    }
    Lease lease = same.removeLast();
    if (same.isEmpty()) {
      idle.remove(capacity);
    }
    idleCount--;
    return lease;
  }

  private synchronized void takeBack(Lease lease) {
    if (closed || idleCount >= maximumIdle) {
      lease.memory.close();
      return;
    }
    lease.loansBefore = loans;
    idle.computeIfAbsent((long) lease.buffer.capacity(), size -> new ArrayDeque<>()).addLast(lease);
    idleCount++;
  }

  /**
   * @throws IllegalStateException after {@link #close}
   */
  synchronized void requireOpen() {
    if (closed) {
      throw UseCount.closedError(owner);
    }
  }

  private static long rounded(long bytes) {
    long step = Math.max(4096, Long.highestOneBit(bytes) / STEPS);
    return Math.min(Integer.MAX_VALUE, (bytes + step - 1) / step * step);
  }

  /** Frees the idle buffers; borrowed ones are freed when they are given back. */
  @Override
  public synchronized void close() {
    closed = true;
    while (idleCount > 0) {
      take(idle.firstKey()).memory.close();
    }
  }
}
