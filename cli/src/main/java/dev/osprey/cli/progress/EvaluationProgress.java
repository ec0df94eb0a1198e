package dev.osprey.cli.progress;

import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.LiveText;
import dev.osprey.cli.terminal.Seconds;
import java.util.List;
import java.util.function.LongSupplier;

/** Shows on a live line how many images of a data set have been evaluated. */
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

  /** Shows progress on the terminal of this process, if it has one. */
  public static EvaluationProgress onStandardError() {
    return new EvaluationProgress(LiveLine.below(System.err), System::nanoTime);
  }

  /** Shows how many images are done, and the time that is left. */
  public void onBatch(int done, int images) {
    if (live.isShown()) {
      double left = (nanoTime.getAsLong() - startNanos) / 1e9 / Math.max(1, done) * (images - done);
      live.show(() -> text(done, images, left));
    }
  }

  static LiveText text(int done, int images, double secondsLeft) {
    return new LiveText(
        done / (double) Math.max(1, images),
        List.of(counted(done, images), Seconds.text(secondsLeft) + " left"));
  }

  /** The text without a time, such as "evaluating: 8 of 50 images". */
  static String counted(int done, int images) {
    return "evaluating: " + done + " of " + images + " images";
  }

  @Override
  public void close() {
    live.close();
  }
}
