package dev.osprey.detection.postprocess.check;

/**
 * Finds the candidate that a result comes from: the nearest one, and the best of equally near ones.
 */
final class CandidateSearch {
  private static final int NONE = -1;

  /**
   * Candidates at limit this much further away than the nearest one count as equally near, pixels.
   */
  private static final double AS_NEAR = 1e-3;

  /** Relative rounding error of coordinates. */
  private static final double RELATIVE_ROUNDING = 3e-6;

  private final SelectionInputs inputs;
  private final SelectionCheck.Nearness near;

  CandidateSearch(SelectionInputs inputs, SelectionCheck.Nearness near) {
    this.inputs = inputs;
    this.near = near;
  }

  /**
   * The index of a candidate, or -1.
   *
   * @param taken candidates of other results
   */
  int find(SelectionResults results, int result, boolean[] taken) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < inputs.size(); i++) {
      if (!taken[i] && isAlike(results, result, i)) {
        nearest = Math.min(nearest, distance(results, result, i));
      }
    }
    int best = NONE;
    double limit =
        Math.min(near.samePixels() + rounding(results.boxes(), result), nearest + AS_NEAR);
    for (int i = 0; i < inputs.size(); i++) {
      if (!taken[i]
          && isAlike(results, result, i)
          && distance(results, result, i) <= limit
          && (best == NONE || inputs.score(i) > inputs.score(best))) {
        best = i;
      }
    }
    return best;
  }

  /** The rounding of large coordinates. */
  private static double rounding(float[] boxes, int i) {
    double largest = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(boxes[4 * i + k]));
    }
    return RELATIVE_ROUNDING * largest;
  }

  private boolean isAlike(SelectionResults results, int result, int candidate) {
    int[] groups = results.groups();
    double gap = (double) results.scores()[result] - inputs.score(candidate);
    return (groups == null || groups[result] == inputs.group(candidate))
        && Math.abs(gap) <= near.sameScore();
  }

  /** The largest difference of a coordinate; infinite if one is NaN. */
  private double distance(SelectionResults results, int result, int candidate) {
    double box = distance(results.boxes(), result, inputs.candidates().boxes(), candidate, 4);
    int points = results.landmarks().length / Math.max(1, results.size());
    return points == 0
        ? box
        : Math.max(
            box, distance(results.landmarks(), result, inputs.landmarks(), candidate, points));
  }

  private static double distance(float[] a, int i, float[] b, int j, int count) {
    double largest = 0;
    for (int k = 0; k < count; k++) {
      double difference = Math.abs((double) a[i * count + k] - b[j * count + k]);
      largest = difference >= 0 ? Math.max(largest, difference) : Double.POSITIVE_INFINITY;
    }
    return largest;
  }
}
