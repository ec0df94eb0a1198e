package dev.osprey.cli.progress;

import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.LiveText;
import dev.osprey.cli.terminal.Seconds;
import java.util.List;
import java.util.function.LongSupplier;

/** How far detecting in the images of a data set is, on a live line. */
public final class EvaluationProgress implements AutoCloseable {
  private final LiveLine live;
  private final LongSupplier nanoTime;
  private final long startNanos;

  private EvaluationProgress(LiveLine live, LongSupplier nanoTime) {
    this.live = live;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    live.showWaiting("evaluating");
  }

  /** On this process's terminal, if it has one. */
  public static EvaluationProgress onStandardError() {
    return new EvaluationProgress(LiveLine.below(System.err), System::nanoTime);
  }

  /** Hears that so many are done. */
  public void onBatch(int done, int images) {
    if (live.isShown()) {
      double left = (nanoTime.getAsLong() - startNanos) / 1e9 / Math.max(1, done) * (images - done);
      live.show(() -> text(done, images, left));
    }
  }

  static LiveText text(int done, int images, double secondsLeft) {
    return new LiveText(
        done / (double) Math.max(1, images),
        List.of(
            "evaluating: " + done + " of " + images + " images",
            Seconds.text(secondsLeft) + " left"));
  }

  @Override
  public void close() {
    live.close();
  }
}
