package dev.osprey.training.evaluation;

import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import org.jspecify.annotations.Nullable;

/**
 * How good the weights after an epoch are on the validation split.
 *
 * @param epoch from 1
 * @param step optimiser steps of the whole run so far
 * @param found what was detected, by image
 * @param voc present if the run is measured by VOC's metric
 * @param landmarks present if faces with landmarks are marked, and some were found
 * @param seconds that measuring took
 */
public record EvaluationResult(
    int epoch,
    long step,
    DatasetDetections found,
    CocoMetrics metrics,
    @Nullable VocMetrics voc,
    @Nullable LandmarkError landmarks,
    double seconds) {

  /**
   * The number by which weights are better than others: VOC's mAP where there is one, else COCO's
   * AP over IoU 0.50:0.95; -1 where no object is marked.
   */
  public double map() {
    return voc == null ? metrics.summary().ap() : voc.map();
  }
}
