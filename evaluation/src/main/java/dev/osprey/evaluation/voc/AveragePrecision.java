package dev.osprey.evaluation.voc;

/** A definition of average precision: how a precision-recall curve is averaged. */
public enum AveragePrecision {
  /**
   * The area under the curve after its precision is made monotonically decreasing (VOC from 2010
   * on; {@code VOCap.m}).
   */
  ALL_POINT {
    @Override
    double of(double[] recalls, double[] precisions) {
      double area = 0;
      double highest = 0;
      for (int i = recalls.length - 1; i >= 0; i--) {
        highest = Math.max(highest, precisions[i]);
        area += (recalls[i] - (i == 0 ? 0 : recalls[i - 1])) * highest;
      }
      return area;
    }
  },

  /**
   * The mean of the highest precisions at a recall of at least 0, 0.1, … 1 (VOC 2007; Everingham et
   * al. 2010, eq. 1 and 2).
   *
   * <p>Compatibility: the recalls are the doubles of {@code numpy.arange(0, 1.1, 0.1)}. There 0.3,
   * 0.6 and 0.7 are slightly too large, so that a recall of exactly 3/10 does not reach the point
   * at 0.3.
   */
  ELEVEN_POINT {
    private static final int POINTS = 11;

    @Override
    double of(double[] recalls, double[] precisions) {
      double sum = 0;
      double highest = 0;
      int i = recalls.length - 1;
      for (int point = POINTS - 1; point >= 0; point--) {
        for (; i >= 0 && recalls[i] >= point * 0.1; i--) {
          highest = Math.max(highest, precisions[i]);
        }
        sum += highest;
      }
      return sum / POINTS;
    }
  };

  /**
   * Averages a curve.
   *
   * @param recalls ascending
   * @param precisions at each recall
   */
  abstract double of(double[] recalls, double[] precisions);
}
