package dev.osprey.evaluation.coco;

import dev.osprey.evaluation.StableOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The precision, recall and score arrays of an evaluation ({@code COCOeval.accumulate}); -1 for a
 * category without ground truth in the area range. C order: {@code precision} and {@code scores}
 * [T, R, K, A, M], {@code recall} [T, K, A, M]; {@code positives} [K, A].
 */
final class MetricArrays {
  static final List<Double> RECALL_POINTS = CocoSettings.linspace(0, 1, 101);

  /** The reference's guard against 0/0: numpy.spacing(1). */
  private static final double EPSILON = Math.ulp(1.0);

  private static final int R = RECALL_POINTS.size();

  private final double[] recallPoints =
      RECALL_POINTS.stream().mapToDouble(Double::doubleValue).toArray();
  private final CocoSettings settings;
  private final int categories;
  final double[] precision;
  final double[] scores;
  final double[] recall;
  final int[] positives;

  MetricArrays(CocoSettings settings, int categories) {
    this.settings = settings;
    this.categories = categories;
    int size =
        settings.iouThresholds().size()
            * categories
            * settings.areaRanges().size()
            * settings.maxDetections().size();
    this.precision = filled(size * R);
    this.scores = filled(size * R);
    this.recall = filled(size);
    this.positives = new int[categories * settings.areaRanges().size()];
  }

  private static double[] filled(int size) {
    double[] values = new double[size];
    Arrays.fill(values, -1);
    return values;
  }

  int index(int t, int k, int a, int m) {
    int areas = settings.areaRanges().size();
    return ((t * categories + k) * areas + a) * settings.maxDetections().size() + m;
  }

  int index(int t, int r, int k, int a, int m) {
    return index(t * R + r, k, a, m);
  }

  /** Computes one category. Different categories may be computed by different threads. */
  void accumulate(int k, CategoryMatches matches) {
    int[] order = StableOrder.descending(matches.scores());
    for (int m = 0; m < settings.maxDetections().size(); m++) {
      int limit = settings.maxDetections().get(m);
      int[] limited = Arrays.stream(order).filter(d -> matches.ranks()[d] < limit).toArray();
      for (int a = 0; a < settings.areaRanges().size(); a++) {
        positives[k * settings.areaRanges().size() + a] = matches.positives()[a];
        if (matches.positives()[a] == 0) {
          continue;
        }
        for (int t = 0; t < settings.iouThresholds().size(); t++) {
          accumulate(t, k, a, m, matches, limited);
        }
      }
    }
  }

  private void accumulate(int t, int k, int a, int m, CategoryMatches matches, int[] order) {
    byte[] outcomes = matches.outcomes()[a][t];
    double[] recalls = new double[order.length];
    double[] precisions = new double[order.length];
    long truePositives = 0;
    long falsePositives = 0;
    for (int i = 0; i < order.length; i++) {
      byte outcome = outcomes[order[i]];
      truePositives += outcome == MatchOutcome.TRUE_POSITIVE ? 1 : 0;
      falsePositives += outcome == MatchOutcome.FALSE_POSITIVE ? 1 : 0;
      recalls[i] = (double) truePositives / matches.positives()[a];
      precisions[i] = truePositives / ((double) (falsePositives + truePositives) + EPSILON);
    }
    for (int i = order.length - 1; i > 0; i--) {
      precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
    }
    recall[index(t, k, a, m)] = order.length == 0 ? 0 : recalls[order.length - 1];
    int i = 0;
    for (int r = 0; r < R; r++) {
      while (i < order.length && recalls[i] < recallPoints[r]) {
        i++;
      }
      int index = index(t, r, k, a, m);
      precision[index] = i < order.length ? precisions[i] : 0;
      scores[index] = i < order.length ? matches.scores()[order[i]] : 0;
    }
  }
}
