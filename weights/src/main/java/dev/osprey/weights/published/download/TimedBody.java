package dev.osprey.weights.published.download;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's bytes as they come, with a limit on how long nothing may come: Java's client has one
 * for the headers alone. One piece is asked for at a time, so a slow disk holds the server back.
 */
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody>, Closeable {
  private sealed interface Signal {
    record Bytes(List<ByteBuffer> buffers) implements Signal {}

    record End() implements Signal {}

    record Failure(Throwable cause) implements Signal {}
  }

  private final Duration stall;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private Flow.@Nullable Subscription subscription;
  private boolean closed;

  TimedBody(Duration stall) {
    this.stall = stall;
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    if (closed) {
      given.cancel();
      return;
    }
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Signal.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Signal.Failure(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.End());
  }

  /**
   * The next bytes; an empty list at the end, after which it must not be called.
   *
   * @throws HttpTimeoutException if nothing comes for too long
   */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    Signal signal = signals.poll(stall.toMillis(), TimeUnit.MILLISECONDS);
    if (signal == null) {
      throw new HttpTimeoutException("no data for " + stall.toSeconds() + " s");
    }
    if (signal instanceof Signal.Failure failure) {
      throw new IOException(failure.cause.getMessage(), failure.cause);
    }
    if (signal instanceof Signal.Bytes bytes) {
      askForMore();
      return bytes.buffers;
    }
    return List.of();
  }

  private synchronized void askForMore() {
    if (subscription != null) {
      subscription.request(1);
    }
  }

  /** Ends the connection if bytes are still to come. */
  @Override
  public synchronized void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
