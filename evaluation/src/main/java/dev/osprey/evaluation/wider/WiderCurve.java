package dev.osprey.evaluation.wider;

/**
 * Recall and precision at the 1000 thresholds 0.999, 0.998, … 0 of the normalised score. The arrays
 * are not copied and must not be changed.
 *
 * @param recalls ascending; NaN if the subset has no faces
 * @param precisions NaN at thresholds that no detection reaches; these come first
 */
public record WiderCurve(double[] recalls, double[] precisions) {

  /**
   * The area under the curve after its precision is made monotonically decreasing, as in VOC from
   * 2010 on. The part beyond the last recall adds nothing. Neither do the NaN precisions, because
   * the recall is still 0 there.
   */
  double averagePrecision() {
    double area = 0;
    double highest = 0;
    for (int t = recalls.length - 1; t >= 0; t--) {
      double before = t == 0 ? 0 : recalls[t - 1];
      if (!Double.isNaN(precisions[t])) {
        highest = Math.max(highest, precisions[t]);
        area += (recalls[t] - before) * highest;
      }
    }
    return area;
  }
}
