package dev.osprey.training.loop;

import dev.osprey.data.loader.BatchLoader;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a run before its first step.
 *
 * @param start the starting position, not zero in a resumed run
 * @param estimate absent if none was requested
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

  /** The number of remaining optimiser steps. */
  public long remainingSteps() {
    return Math.max(0, epochs * stepsPerEpoch - start.step());
  }
}
