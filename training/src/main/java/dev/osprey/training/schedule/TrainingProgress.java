package dev.osprey.training.schedule;

/**
 * How far a run is.
 *
 * @param step optimiser steps that were taken before the one in question, from 0
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

  /** The part of the run that lies behind, from 0 to 1. */
  public double share() {
    return Math.min(1, step / ((double) stepsPerEpoch * epochs));
  }
}
