package dev.osprey.evaluation.wider;

import java.util.List;

/**
 * The scores of a whole data set, which the metric stretches to [0, 1] before it applies its
 * thresholds.
 *
 * <p>Compatibility: as in the reference the maximum is 0 at least and the minimum 1 at most. If the
 * two are equal, which takes scores that are all 1 or all equal between 0 and 1, nothing can be
 * stretched: {@link #normalised} is NaN, no detection reaches any threshold, and the average
 * precision is 0.
 *
 * @param minimum 1 where nothing was found
 * @param maximum 0 where nothing was found
 */
public record ScoreRange(double minimum, double maximum) {

  /** The range of all detections together. */
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

  /** Whether no score can be told from another one. */
  public boolean isFlat() {
    return minimum == maximum;
  }

  double normalised(double score) {
    return (score - minimum) / (maximum - minimum);
  }
}
