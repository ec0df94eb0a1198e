package dev.osprey.onnx.check;

import dev.osprey.core.Detections;

/** Matches the detections of both engines and measures how far each pair differs. */
public final class DetectionPairs {
  private static final int NONE = -1;

  /**
   * The bounds at which rounding decides whether a detection is kept.
   *
   * @param threshold the score threshold
   * @param limit the maximum number of detections of an image; {@link Integer#MAX_VALUE}: no limit
   */
  public record Cuts(double threshold, int limit) {
    private boolean isAt(float score, Detections all) {
      double lowest = threshold;
      if (all.size() >= limit) {
        for (float one : all.scores()) {
          lowest = Math.min(lowest == threshold ? one : lowest, one);
        }
      }
      return score <= Math.max(lowest, threshold) + Agreement.MAXIMUM_SCORE;
    }
  }

  private DetectionPairs() {}

  public static Agreement compare(Detections expected, Detections found, Cuts cuts) {
    boolean[] taken = new boolean[found.size()];
    double pixels = 0;
    double scores = 0;
    int unmatched = 0;
    for (int i = 0; i < expected.size(); i++) {
      int match = match(expected, i, found, taken);
      if (match != NONE) {
        taken[match] = true;
        pixels = Math.max(pixels, distance(expected, i, found, match));
        scores = Math.max(scores, Math.abs(expected.score(i) - found.score(match)));
      } else if (!cuts.isAt(expected.score(i), expected)) {
        unmatched++;
      }
    }
    for (int j = 0; j < taken.length; j++) {
      unmatched += taken[j] || cuts.isAt(found.score(j), found) ? 0 : 1;
    }
    return new Agreement(1, expected.size(), unmatched, pixels, scores, 0);
  }

  private static int match(Detections expected, int i, Detections found, boolean[] taken) {
    int best = NONE;
    double nearest = Agreement.MAXIMUM_PIXELS;
    for (int j = 0; j < found.size(); j++) {
      if (taken[j]
          || found.label(j) != expected.label(i)
          || Math.abs(found.score(j) - expected.score(i)) > Agreement.MAXIMUM_SCORE) {
        continue;
      }
      double distance = distance(expected, i, found, j);
      if (distance <= nearest && (best == NONE || distance < nearest)) {
        best = j;
        nearest = distance;
      }
    }
    return best;
  }

  /** The largest difference of a coordinate. */
  private static double distance(Detections a, int i, Detections b, int j) {
    double largest = distance(a.boxes(), 4 * i, b.boxes(), 4 * j, 4);
    int points = a.hasLandmarks() && b.hasLandmarks() ? a.landmarks().length / a.size() : 0;
    return Math.max(
        largest, distance(a.landmarks(), points * i, b.landmarks(), points * j, points));
  }

  private static double distance(float[] a, int i, float[] b, int j, int count) {
    double largest = 0;
    for (int k = 0; k < count; k++) {
      largest = Math.max(largest, Math.abs(a[i + k] - b[j + k]));
    }
    return largest;
  }
}
