package dev.osprey.training.loop;

/**
 * How far a run has come.
 *
 * @param epoch finished epochs: the index, from 0, of the one that is under way
 * @param batch batches of that epoch that were used
 * @param step optimiser steps that were taken
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
