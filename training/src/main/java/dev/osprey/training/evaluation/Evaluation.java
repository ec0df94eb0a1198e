package dev.osprey.training.evaluation;

import dev.osprey.data.loader.BatchLoader;
import dev.osprey.predict.Predictor;
import dev.osprey.training.config.EvaluationConfig;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The evaluation of weights on the validation split of a run. */
public final class Evaluation {
  private final EvaluationConfig config;
  private final BatchLoader loader;
  private final DatasetDetections.Progress progress;
  private final LongSupplier nanoTime;

  /**
   * @param loader of the validation split, with the labels of the training split; the caller closes
   *     it
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public Evaluation(
      EvaluationConfig config,
      BatchLoader loader,
      DatasetDetections.Progress progress,
      LongSupplier nanoTime) {
    this.config = config;
    this.loader = loader;
    this.progress = progress;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether an evaluation is due after an epoch that is not the last one.
   *
   * @param epoch from 1
   */
  public boolean isDue(int epoch) {
    return epoch % config.everyEpochs() == 0;
  }

  /**
   * Runs inference on the whole split and computes the configured metrics.
   *
   * @param predictor with the weights; the caller closes it
   * @param epoch after which the weights are evaluated, from 1
   * @param step optimiser steps of the whole run so far
   * @return null if {@code stop} was requested before the end
   */
  public @Nullable EvaluationResult evaluate(
      Predictor predictor, int epoch, long step, StopSignal stop) {
    long start = nanoTime.getAsLong();
    DatasetDetections found = DatasetDetections.find(predictor, loader, progress, stop);
    if (found == null) {
      return null;
    }
    return new EvaluationResult(
        epoch,
        step,
        found,
        found.evaluate(predictor.labels()),
        config.voc().map(voc -> found.evaluate(predictor.labels(), voc)).orElse(null),
        found.landmarkError().orElse(null),
        (nanoTime.getAsLong() - start) / 1e9);
  }

  /**
   * Estimates the time that evaluation adds to an epoch on average; a forward pass takes about a
   * third of a training step.
   *
   * @param secondsPerImage of a training step
   */
  public double estimatedSecondsPerEpoch(double secondsPerImage) {
    return loader.dataset().size() * secondsPerImage / 3 / config.everyEpochs();
  }
}
