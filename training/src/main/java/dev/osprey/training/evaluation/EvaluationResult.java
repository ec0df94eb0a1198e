package dev.osprey.training.evaluation;

import dev.osprey.evaluation.coco.CocoMetrics;
import dev.osprey.evaluation.landmark.LandmarkError;
import dev.osprey.evaluation.voc.VocMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The result of evaluating the weights after an epoch.
 *
 * @param epoch from 1
 * @param step optimiser steps of the whole run so far
 * @param found the detections by image
 * @param voc absent unless the run uses VOC's metric
 * @param landmarks absent unless the ground truth has landmarks and some faces were detected
 * @param seconds duration of the evaluation
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
   * The number that ranks weights: VOC's mAP if there is one, else COCO's AP over IoU 0.50:0.95; -1
   * if the ground truth has no objects.
   */
  public double map() {
    return voc == null ? metrics.summary().ap() : voc.map();
  }
}
