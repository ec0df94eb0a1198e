package dev.osprey.report;

import java.util.List;

/**
 * The curves of a training run.
 *
 * @param losses each named loss over training steps
 * @param learningRates over training steps; one curve, or one for each group of parameters
 * @param scores mAP and similar metrics over epochs
 */
public record TrainingCurves(List<Curve> losses, List<Curve> learningRates, List<Curve> scores) {
  public TrainingCurves {
    losses = List.copyOf(losses);
    learningRates = List.copyOf(learningRates);
    scores = List.copyOf(scores);
  }

  /** No curves, for a run that only evaluates. */
  public static TrainingCurves none() {
    return new TrainingCurves(List.of(), List.of(), List.of());
  }
}
