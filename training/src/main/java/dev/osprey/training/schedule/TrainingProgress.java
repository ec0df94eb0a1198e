package dev.osprey.training.schedule;

/**
 * The progress of a run.
 *
 * @param step number of optimiser steps before the current one, from 0
 * @param stepsPerEpoch optimiser steps of one epoch
 * @param epochs of the whole run
 */
public record TrainingProgress(long step, long stepsPerEpoch, int epochs) {
  public TrainingProgress {
    if (step < 0 || stepsPerEpoch < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "step " + step + " of " + epochs + " epochs with " + stepsPerEpoch + " steps each");
    }
  }

  /** The epoch that the step belongs to, from 0. */
  public long epoch() {
    return step / stepsPerEpoch;
  }

  /** The completed fraction of the run, from 0 to 1. */
  public double fraction() {
    return Math.min(1, step / ((double) stepsPerEpoch * epochs));
  }
}
