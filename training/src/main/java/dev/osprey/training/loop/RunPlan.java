package dev.osprey.training.loop;

import dev.osprey.data.loader.BatchLoader;
import org.jspecify.annotations.Nullable;

/**
 * What a run is about to do.
 *
 * @param start where it begins: not at zero when it is resumed
 * @param estimate absent if none was asked for
 */
public record RunPlan(
    int epochs,
    long stepsPerEpoch,
    int imagesPerEpoch,
    TrainingPosition start,
    @Nullable RunEstimate estimate) {

  static int images(BatchLoader loader) {
    return Math.min(
        loader.dataset().size(), loader.batchesPerEpoch() * loader.settings().batchSize());
  }

  /** Optimiser steps that are left. */
  public long remainingSteps() {
    return Math.max(0, epochs * stepsPerEpoch - start.step());
  }
}
