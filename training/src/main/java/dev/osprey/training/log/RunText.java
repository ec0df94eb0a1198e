package dev.osprey.training.log;

import dev.osprey.evaluation.coco.CocoSummary;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.RunEstimate;
import dev.osprey.training.loop.RunPlan;
import dev.osprey.training.loop.StopReason;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats the events of a run as lines of text for the log file and the terminal. */
public final class RunText {
  private RunText() {}

  /** {@code 26 epochs of 120 steps and 960 images each; about 34 min, about 3.1 GB of memory}. */
  public static String plan(RunPlan plan) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%s of %s and %s each",
            count(plan.epochs(), "epoch"),
            count(plan.stepsPerEpoch(), "step"),
            count(plan.imagesPerEpoch(), "image")));
    if (plan.start().step() > 0) {
      text.append(format("; resumed after step %d", plan.start().step()));
    }
    RunEstimate estimate = plan.estimate();
    if (estimate != null) {
      text.append("; about ").append(minutes(estimate.minutes()));
      Long memory = estimate.memoryBytes();
      if (memory != null) {
        text.append(format(", about %.1f GB of memory", memory / 1e9));
      }
    }
    return text.toString();
  }

  /**
   * {@code measuring how long the run will take: 3 trial steps on weights that are discarded ...}.
   */
  public static String measuring(int steps) {
    return format(
        "measuring how long the run will take: %s on weights that are discarded ...",
        count(steps, "trial step"));
  }

  /**
   * {@code epoch 3 loss 1.234 AP 0.312 … (classification 0.8, bbox_regression 0.434) …}: the most
   * important figures come first, in the first row of a narrow terminal.
   */
  public static String epoch(EpochResult epoch, @Nullable EvaluationResult evaluation) {
    StringBuilder text = new StringBuilder();
    text.append(format("epoch %d  step %d  loss %.4f", epoch.epoch(), epoch.step(), epoch.total()));
    if (evaluation != null) {
      text.append(numbers(evaluation));
    }
    text.append("  (");
    String separator = "";
    for (Map.Entry<String, Double> term : epoch.losses().entrySet()) {
      text.append(separator).append(format("%s %.4f", term.getKey(), term.getValue()));
      separator = ", ";
    }
    text.append(
        format(")  rate %.3g  %.1f images/s", epoch.learningRate(), epoch.imagesPerSecond()));
    return text.toString();
  }

  private static String numbers(EvaluationResult evaluation) {
    StringBuilder text = new StringBuilder();
    CocoSummary summary = evaluation.metrics().summary();
    text.append(
        format(
            "  AP %s  AP50 %s  AP75 %s",
            average(summary.ap()), average(summary.ap50()), average(summary.ap75())));
    VocMetrics voc = evaluation.voc();
    if (voc != null) {
      text.append("  VOC mAP ").append(average(voc.map()));
    }
    LandmarkError landmarks = evaluation.landmarks();
    if (landmarks != null) {
      text.append(format("  landmark error %.2f%%", 100 * landmarks.mean()));
    }
    return text.toString();
  }

  /**
   * Formats an average with four decimals; a negative one, which means that there was nothing to
   * measure, as "none".
   */
  public static String average(double value) {
    return value < 0 ? "none" : format("%.4f", value);
  }

  public static String stop(StopReason reason) {
    return switch (reason) {
      case COMPLETED -> "all epochs are done";
      case GOAL_REACHED -> "the target mAP50 is reached";
      case TIME_LIMIT -> "the time limit is reached";
      case INTERRUPTED -> "interrupted and saved";
      case FAILED -> "failed";
    };
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String minutes(double minutes) {
    return minutes < 1 ? format("%.0f s", 60 * minutes) : format("%.0f min", minutes);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
