package dev.osprey.training.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an epoch of training gave: means over its steps.
 *
 * @param epoch from 1
 * @param step optimiser steps of the whole run so far
 * @param losses the weighted terms by name
 * @param total their sum
 * @param learningRate of the epoch's last step
 * @param gradientNorm L2, before clipping
 * @param imagesPerSecond waiting for images included
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

  /** Whether the run goes on. */
  public enum Place {
    BETWEEN,
    /**
     * Nothing is trained after it; a time limit may have cut it short. Whether a goal is reached is
     * known only when it was evaluated.
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
