package dev.osprey.training.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one epoch of training: means over its steps.
 *
 * @param epoch from 1
 * @param step optimiser steps of the whole run so far
 * @param losses the weighted terms by name
 * @param total their sum
 * @param learningRate of the epoch's last step
 * @param gradientNorm L2, before clipping
 * @param imagesPerSecond throughput, including waits for images
 * @param seconds of training, without evaluation
 */
public record EpochResult(
    int epoch,
    long step,
    Place place,
    Map<String, Double> losses,
    double total,
    double learningRate,
    double gradientNorm,
    double imagesPerSecond,
    double seconds) {

  /** Whether the run continues after the epoch. */
  public enum Place {
    BETWEEN,
    /**
     * The last epoch of the run; a time limit may have cut it short. An epoch that reaches the
     * target mAP50 is not marked, because that is known only after its evaluation.
     */
    LAST
  }

  public EpochResult {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }

  static EpochResult of(
      TrainingPosition position, Place place, EpochSums sums, double learningRate) {
    double steps = Math.max(1, sums.steps());
    Map<String, Double> means = new LinkedHashMap<>();
    sums.losses().forEach((name, sum) -> means.put(name, sum / steps));
    return new EpochResult(
        position.epoch() + 1,
        position.step(),
        place,
        means,
        sums.total() / steps,
        learningRate,
        sums.gradientNorm() / steps,
        sums.images() / Math.max(sums.seconds(), 1e-9),
        sums.seconds());
  }
}
