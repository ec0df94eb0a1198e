package dev.osprey.training;

import dev.osprey.evaluation.coco.CocoMetrics;

/**
 * How good the weights after an epoch are on the validation split.
 *
 * @param epoch from 1
 * @param step optimiser steps of the whole run so far
 * @param seconds that measuring took
 */
public record EvaluationResult(int epoch, long step, CocoMetrics metrics, double seconds) {

  /** AP over IoU 0.50:0.95; -1 where no object is marked. */
  public double map() {
    return metrics.summary().ap();
  }
}
