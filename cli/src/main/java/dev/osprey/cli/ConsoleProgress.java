package dev.osprey.cli;

import dev.osprey.training.EpochResult;
import dev.osprey.training.EvaluationResult;
import dev.osprey.training.Listener;
import dev.osprey.training.RunPlan;
import dev.osprey.training.RunText;
import dev.osprey.training.StepResult;
import dev.osprey.training.StopReason;
import dev.osprey.training.TrainingState;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A run on the terminal: a bar over all steps with the time that is left, loss and rate, and a line
 * for each epoch. Where standard error is no terminal, the lines alone.
 */
final class ConsoleProgress implements Listener {
  private final PrintStream err;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private int epochs;

  ConsoleProgress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** On this process's terminal, if it has one. */
  static ConsoleProgress onStandardError() {
    return new ConsoleProgress(System.err, Terminal.isStandardError());
  }

  @Override
  public void onNote(String text) {
    err.println(text);
  }

  @Override
  public void onStart(RunPlan plan, TrainingState state) {
    err.println(RunText.plan(plan));
    epochs = plan.epochs();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax(plan.epochs() * plan.stepsPerEpoch())
              .startsFrom(plan.start().step(), java.time.Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .continuousUpdate()
              .build();
    }
  }

  @Override
  public void onStep(StepResult step) {
    if (bar != null) {
      bar.stepTo(step.step());
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              " epoch %d/%d loss %.3f rate %.2g %.1f pictures/s",
              step.epoch(),
              epochs,
              step.total(),
              step.learningRate(),
              step.picturesPerSecond()));
    }
  }

  /** Hears how far an evaluation is. */
  void onEvaluating(int done, int pictures) {
    if (bar != null) {
      bar.setExtraMessage(" evaluating " + done + "/" + pictures);
    }
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    String line = RunText.epoch(epoch, evaluation);
    if (bar != null) {
      err.print("\r\u001b[K"); // the bar gives way to the line and is drawn anew below it
    }
    err.println(line);
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    err.println(RunText.stop(reason));
  }
}
