package dev.osprey.evaluation.coco;

import java.util.List;

/**
 * Precision at 101 points of recall (0, 0.01, …, 1) for one category and IoU threshold, over all
 * areas with the largest limit of detections. The mean of the precisions is the average precision.
 *
 * @param scores the lowest score needed for each recall; 0 if the recall is not reached
 */
public record PrecisionRecallCurve(
    int categoryId,
    double iouThreshold,
    List<Double> recalls,
    List<Double> precisions,
    List<Double> scores) {

  public PrecisionRecallCurve {
    recalls = List.copyOf(recalls);
    precisions = List.copyOf(precisions);
    scores = List.copyOf(scores);
    if (recalls.size() != precisions.size() || recalls.size() != scores.size()) {
      throw new IllegalArgumentException(
          "recalls, precisions and scores must have the same length, got "
              + recalls.size()
              + ", "
              + precisions.size()
              + ", "
              + scores.size());
    }
  }
}
