package dev.osprey.cli.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A line on the terminal that shows the progress of an operation. If standard error is not a
 * terminal, nothing is shown. Only the newest live line is visible. Closing a line erases it.
 * Thread-safe.
 */
public final class LiveLine implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 500;
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final @Nullable Screen screen;
  private @Nullable Supplier<LiveText> text;
  private @Nullable Thread clock;
  private long drawnNanos;

  private LiveLine(@Nullable Screen screen) {
    this.screen = screen;
  }

  /** A live line below the output of a stream; never shown if the stream is not a terminal. */
  public static LiveLine below(PrintStream err) {
    return new LiveLine(err instanceof TerminalStream terminal ? terminal.screen() : null);
  }

  /** A live line below the standard error of this process. */
  public static LiveLine onStandardError() {
    return below(System.err);
  }

  /** Whether there is a terminal that shows the line. */
  public boolean isShown() {
    return screen != null;
  }

  /**
   * Shows a text and updates it twice a second, so that times advance between calls.
   *
   * @param wanted gives the text; is called on several threads
   */
  public synchronized void show(Supplier<LiveText> wanted) {
    if (screen == null) {
      return;
    }
    boolean isFirst = text == null;
    text = wanted;
    if (isFirst || System.nanoTime() - drawnNanos > SHORTEST_NANOS) {
      draw();
    }
    if (clock == null) {
      clock = new Thread(this::tick, "live line");
      clock.setDaemon(true);
      clock.start();
    }
  }

  /** Shows a text and the time since this call. */
  public void showWaiting(String what) {
    long start = System.nanoTime();
    show(() -> LiveText.of(what, Seconds.text((System.nanoTime() - start) / 1e9)));
  }

  private synchronized void draw() {
    Supplier<LiveText> wanted = text;
    if (screen != null && wanted != null) {
      screen.show(wanted.get());
      drawnNanos = System.nanoTime();
    }
  }

  private void tick() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(INTERVAL_MILLIS);
        draw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the line is closed
    }
  }

  /** Erases the line; it may be shown again. */
  @Override
  public synchronized void close() {
    text = null;
    if (clock != null) {
      clock.interrupt();
      clock = null;
    }
    if (screen != null) {
      screen.show(LiveText.NONE);
    }
  }
}
