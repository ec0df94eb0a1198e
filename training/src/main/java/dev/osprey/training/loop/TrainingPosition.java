package dev.osprey.training.loop;

/**
 * The position of a run.
 *
 * @param epoch number of finished epochs, which is the index of the current one from 0
 * @param batch number of batches of that epoch already used
 * @param step number of optimiser steps taken
 */
public record TrainingPosition(int epoch, int batch, long step) {
  public static final TrainingPosition START = new TrainingPosition(0, 0, 0);

  TrainingPosition afterStep(int batches) {
    return new TrainingPosition(epoch, batch + batches, step + 1);
  }

  TrainingPosition afterEpoch() {
    return new TrainingPosition(epoch + 1, 0, step);
  }
}
