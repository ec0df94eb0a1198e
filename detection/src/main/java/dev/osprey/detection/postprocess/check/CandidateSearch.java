package dev.osprey.detection.postprocess.check;

/** Finds the candidate that a result stands for: the nearest one, of equally near ones the best. */
final class CandidateSearch {
  private static final int NONE = -1;

  /** Candidates this much further away than the nearest one are as near, pixels. */
  private static final double AS_NEAR = 1e-3;

  /** Coordinates are rounded by such a share of themselves. */
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
   * @param taken candidates that stand for other results
   */
  int find(SelectionResults results, int result, boolean[] taken) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < inputs.size(); i++) {
      if (!taken[i] && isAlike(results, result, i)) {
        least = Math.min(least, distance(results, result, i));
      }
    }
    int best = NONE;
    double most = Math.min(near.samePixels() + rounding(results.boxes(), result), least + AS_NEAR);
    for (int i = 0; i < inputs.size(); i++) {
      if (!taken[i]
          && isAlike(results, result, i)
          && distance(results, result, i) <= most
          && (best == NONE || inputs.scores()[i] > inputs.scores()[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Of far-reaching boxes. */
  private static double rounding(float[] boxes, int i) {
    double largest = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(boxes[4 * i + k]));
    }
    return RELATIVE_ROUNDING * largest;
  }

  private boolean isAlike(SelectionResults results, int result, int candidate) {
    int[] groups = results.groups();
    double gap = (double) results.scores()[result] - inputs.scores()[candidate];
    return (groups == null || groups[result] == inputs.groups()[candidate])
        && Math.abs(gap) <= near.sameScore();
  }

  /** The largest difference of a coordinate; infinite where one is no number. */
  private double distance(SelectionResults results, int result, int candidate) {
    double box = distance(results.boxes(), result, inputs.reported(), candidate, 4);
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
