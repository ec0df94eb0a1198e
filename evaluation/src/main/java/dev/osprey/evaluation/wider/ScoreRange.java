package dev.osprey.evaluation.wider;

import java.util.List;

/**
 * The range of the scores of a data set, which the metric maps to [0, 1] before it applies its
 * thresholds.
 *
 * <p>Compatibility: as in the reference, the maximum is at least 0 and the minimum at most 1. If
 * the two are equal, because all scores are equal and between 0 and 1, no mapping exists: {@link
 * #normalised} is NaN, no detection reaches any threshold, and the average precision is 0.
 *
 * @param minimum lowest score; 1 without detections
 * @param maximum highest score; 0 without detections
 */
public record ScoreRange(double minimum, double maximum) {

  /** The range over the detections of all images. */
  static ScoreRange of(List<WiderImage> images) {
    double minimum = 1;
    double maximum = 0;
    for (WiderImage image : images) {
      for (double score : image.scores()) {
        minimum = Math.min(minimum, score);
        maximum = Math.max(maximum, score);
      }
    }
    return new ScoreRange(minimum, maximum);
  }

  /** Whether all scores are equal, so that they cannot be normalised. */
  public boolean isFlat() {
    return minimum == maximum;
  }

  double normalised(double score) {
    return (score - minimum) / (maximum - minimum);
  }
}
