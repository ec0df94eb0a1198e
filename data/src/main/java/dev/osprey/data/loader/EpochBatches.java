package dev.osprey.data.loader;

import dev.osprey.core.runtime.UseCount;
import dev.osprey.core.text.UserError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The batches of one epoch, in order. The caller closes each batch. One thread may iterate; any
 * thread may close. Closing stops the workers, waits for them, and closes the batches that were not
 * taken; {@link #next}, waiting in another thread or called later, then throws an {@link
 * IllegalStateException}.
 */
public final class EpochBatches implements Iterator<ImageBatch>, AutoCloseable {

  /** Makes the batch at an index, on a worker thread. */
  interface Source {
    ImageBatch load(int index) throws InterruptedException;
  }

  private final Source source;
  private final int end;
  private final ExecutorService workers;
  private final Deque<Future<ImageBatch>> ahead = new ArrayDeque<>();
  private int nextToLoad;
  private int nextToGive;
  private boolean closed;

  EpochBatches(int first, int end, int threads, int prefetch, Source source) {
    this.source = source;
    this.end = end;
    this.nextToLoad = first;
    this.nextToGive = first;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "osprey-loader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    while (ahead.size() < prefetch && nextToLoad < end) {
      loadNext();
    }
    if (first == end) {
      workers.shutdown();
    }
  }

  private void loadNext() {
    int index = nextToLoad++;
    ahead.add(workers.submit(() -> source.load(index)));
  }

  /** The index in its epoch of the batch that {@link #next} returns. */
  public synchronized int nextIndex() {
    return nextToGive;
  }

  @Override
  public synchronized boolean hasNext() {
    return !closed && nextToGive < end;
  }

  /**
   * Returns the next batch; waits until it is ready.
   *
   * @throws UserError if an image of it cannot be read; its message names the file
   * @throws CancellationException if the thread is interrupted; its interrupt flag stays set
   * @throws IllegalStateException if the epoch is closed
   */
  @Override
  public ImageBatch next() {
    Future<ImageBatch> future = takeFirst();
    try {
      return give(future.get());
    } catch (InterruptedException e) {
      putBack(future);
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException | CancellationException e) {
      requireOpen();
      close();
      throw asUnchecked(e);
    }
  }

  private synchronized Future<ImageBatch> takeFirst() {
    requireOpen();
    if (nextToGive >= end) {
      throw new NoSuchElementException("the epoch is over");
    }
    return ahead.remove();
  }

  private synchronized ImageBatch give(ImageBatch batch) {
    if (closed) {
      batch.close();
      requireOpen();
    }
    nextToGive++;
    if (nextToLoad < end) {
      loadNext();
    } else {
      workers.shutdown(); // idle threads end now, queued batches are still made
    }
    return batch;
  }

  private synchronized void putBack(Future<ImageBatch> future) {
    if (closed) {
      closeIfMade(future);
    } else {
      ahead.addFirst(future);
    }
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw UseCount.closedError("the epoch");
    }
  }

  private static RuntimeException asUnchecked(Exception e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    if (cause instanceof UserError mistake) {
      return mistake;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a batch could not be loaded: " + cause, cause);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    // Interrupts running loads and cancels those that have not begun. Running loads are not
    // cancelled, because that would lose the batch that the thread is making, and its buffer.
    for (Runnable waiting : workers.shutdownNow()) {
      if (waiting instanceof Future<?> future) {
        future.cancel(false);
      }
    }
    boolean interrupted = awaitWorkers();
    synchronized (this) {
      ahead.forEach(EpochBatches::closeIfMade);
      ahead.clear();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitWorkers() {
    boolean interrupted = false;
    while (true) {
      try {
        if (workers.awaitTermination(1, TimeUnit.MINUTES)) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static void closeIfMade(Future<ImageBatch> future) {
    if (!future.isDone() || future.isCancelled()) {
      return; // never begun
    }
    try {
      future.get().close();
    } catch (ExecutionException | InterruptedException e) {
      // It failed or was stopped: there is no batch to close, and the error is no longer of
      // interest.
      return;
    }
  }
}
