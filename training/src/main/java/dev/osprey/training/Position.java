package dev.osprey.training;

/**
 * How far a run has come.
 *
 * @param epoch finished epochs: the index, from 0, of the one that is under way
 * @param batch batches of that epoch that were used
 * @param step optimiser steps that were taken
 */
public record Position(int epoch, int batch, long step) {
  public static final Position START = new Position(0, 0, 0);

  Position afterStep(int batches) {
    return new Position(epoch, batch + batches, step + 1);
  }

  Position afterEpoch() {
    return new Position(epoch + 1, 0, step);
  }
}
