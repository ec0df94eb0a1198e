package dev.osprey.detection.golden;

import java.util.List;

/**
 * One detected object.
 *
 * @param box xyxy, pixels of the image
 * @param landmarks five points, x then y; empty where the detector gives none
 */
public record GoldenDetection(int label, float score, List<Float> box, List<Float> landmarks) {
  public GoldenDetection {
    box = List.copyOf(box);
    landmarks = List.copyOf(landmarks);
  }

  /** The largest difference of a coordinate, pixels. */
  double distance(GoldenDetection other) {
    return Math.max(distance(box, other.box), distance(landmarks, other.landmarks));
  }

  /** Whether both are the same object within the tolerances. */
  boolean isSame(GoldenDetection other) {
    return label == other.label
        && Math.abs(score - other.score) <= GoldenDifference.MOST_SCORE
        && distance(other) <= GoldenDifference.MOST_PIXELS;
  }

  private static double distance(List<Float> a, List<Float> b) {
    if (a.size() != b.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < a.size(); i++) {
      largest = Math.max(largest, Math.abs(a.get(i) - b.get(i)));
    }
    return largest;
  }
}
