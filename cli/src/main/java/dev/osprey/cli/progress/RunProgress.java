package dev.osprey.cli.progress;

import dev.osprey.cli.failure.ErrorReport;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.LiveText;
import dev.osprey.cli.terminal.Seconds;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.log.RunText;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.StepResult;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.TrainingState;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints the progress of a training run: a line for each epoch, and below them a live line with the
 * step, the remaining time, the loss and the learning rate. If standard error is not a terminal,
 * there is no live line.
 */
public final class RunProgress implements Listener {
  private final PrintStream err;
  private final LiveLine live;
  private final LongSupplier nanoTime;
  private @Nullable RunPlan plan;
  private long startNanos;

  /**
   * @param nanoTime the clock, such as {@link System#nanoTime}
   */
  RunProgress(PrintStream err, LiveLine live, LongSupplier nanoTime) {
    this.err = err;
    this.live = live;
    this.nanoTime = nanoTime;
  }

  /** Prints to standard error of this process, with a live line if that is a terminal. */
  public static RunProgress onStandardError() {
    return new RunProgress(System.err, LiveLine.below(System.err), System::nanoTime);
  }

  @Override
  public void onNote(String text) {
    err.println(ErrorReport.indented(text));
  }

  @Override
  public void onTrialStep(int step, int steps) {
    if (step == 1) {
      err.println(RunText.measuring(steps));
    }
    live.showWaiting("measuring: trial step " + step + " of " + steps);
  }

  @Override
  public void onStart(RunPlan planned, TrainingState state) {
    err.println(RunText.plan(planned));
    plan = planned;
    startNanos = nanoTime.getAsLong();
    live.showWaiting("the first step");
  }

  @Override
  public void onStep(StepResult step) {
    RunPlan planned = plan;
    if (planned != null && live.isShown()) {
      long now = nanoTime.getAsLong();
      double left = secondsLeft(planned, step.step(), now);
      live.show(() -> text(planned, step, left - (nanoTime.getAsLong() - now) / 1e9));
    }
  }

  private static LiveText text(RunPlan planned, StepResult step, double secondsLeft) {
    long all = planned.epochs() * planned.stepsPerEpoch();
    long inEpoch = step.step() - (step.epoch() - 1) * planned.stepsPerEpoch();
    List<String> parts = new ArrayList<>();
    parts.add("epoch " + step.epoch() + "/" + planned.epochs());
    parts.add("step " + inEpoch + "/" + planned.stepsPerEpoch());
    parts.add(format("loss %.3f", step.total()));
    parts.add(Seconds.text(secondsLeft) + " left");
    parts.add(format("%.1f images/s", step.imagesPerSecond()));
    parts.add(format("rate %.2g", step.learningRate()));
    return new LiveText(step.step() / (double) all, parts);
  }

  /** The time left at the average speed so far, including evaluations. */
  private double secondsLeft(RunPlan planned, long step, long now) {
    long done = step - planned.start().step();
    long left = planned.epochs() * planned.stepsPerEpoch() - step;
    return (now - startNanos) / 1e9 / Math.max(1, done) * left;
  }

  /** Shows how many images of an evaluation are done. */
  public void onEvaluating(int done, int images) {
    live.show(() -> evaluating(done, images));
  }

  private static LiveText evaluating(int done, int images) {
    return new LiveText(done / (double) images, List.of(EvaluationProgress.counted(done, images)));
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    err.println(RunText.epoch(epoch, evaluation));
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    live.close();
    err.println(RunText.stop(reason));
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
