package dev.osprey.parity.comparison;

import static dev.osprey.core.FaceLandmarks.COORDINATES;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.parity.spec.CaseSpec;

/**
 * Compares detections with expected ones: count, labels and order, where neighbours with nearly
 * equal scores may be exchanged; or, for images with many ties, as sets.
 *
 * @param boxesPx largest difference of a coordinate, in pixels
 * @param scoresAbs largest difference of a score
 * @param landmarksPx largest difference of a landmark's coordinate, in pixels
 */
public record DetectionsComparison(
    Comparison comparison, double boxesPx, double scoresAbs, double landmarksPx) {
  /** Detections with scores closer than this may be exchanged. */
  private static final double TIE = 2e-5;

  private static final double SAME_BOX_IOU = 0.99;
  private static final double SET_SCORE = 1e-4;
  private static final double UNMATCHED = 0.02;

  public static DetectionsComparison of(CaseSpec spec, Comparison comparison) {
    double boxesPx = Tolerance.stated(spec, "boxes_px");
    return new DetectionsComparison(
        comparison,
        boxesPx,
        Tolerance.stated(spec, "scores_abs"),
        spec.required("tolerance").path("landmarks_px").asDouble(boxesPx));
  }

  /** Reads {@code prefix}boxes, scores and labels. */
  Detections expected(String prefix) {
    for (String part : new String[] {"boxes", "scores", "labels"}) {
      comparison.isCompared(prefix + part);
    }
    ExpectedTensors tensors = comparison.expected();
    return new Detections(
        tensors.floats(prefix + "boxes"),
        tensors.floats(prefix + "scores"),
        tensors.ints(prefix + "labels"));
  }

  public void inOrder(String prefix, Detections actual) {
    inOrder(prefix, expected(prefix), actual);
  }

  public void inOrder(String prefix, Detections expected, Detections actual) {
    if (actual.size() != expected.size()) {
      comparison.fail(
          prefix + "scores: " + actual.size() + " detections in place of " + expected.size());
      return;
    }
    for (int start = 0; start < expected.size(); ) {
      int end = start + 1;
      while (end < expected.size()
          && Math.abs(expected.score(end) - expected.score(end - 1)) < TIE) {
        end++;
      }
      compareRun(prefix, expected, actual, start, end);
      start = end;
    }
  }

  /** Compares the rows from {@code start} to {@code end} in any order. */
  private void compareRun(
      String prefix, Detections expected, Detections actual, int start, int end) {
    boolean[] taken = new boolean[end - start];
    for (int i = start; i < end; i++) {
      int best = -1;
      double smallestShare = Double.POSITIVE_INFINITY;
      for (int j = start; j < end; j++) {
        double share = share(expected, i, actual, j);
        if (!taken[j - start] && share < smallestShare) {
          smallestShare = share;
          best = j;
        }
      }
      if (best < 0) {
        comparison.fail(prefix + "labels[" + i + "] " + expected.label(i) + " not in its place");
        return;
      }
      taken[best - start] = true;
      comparison.number(
          prefix + "boxes[" + i + "]",
          0,
          boxDifference(expected, i, actual, best),
          Tolerance.absolute(boxesPx));
      if (expected.hasLandmarks()) {
        comparison.number(
            prefix + "landmarks[" + i + "]",
            0,
            largestDifference(expected.landmarks(), i, actual.landmarks(), best, COORDINATES),
            Tolerance.absolute(landmarksPx));
      }
      comparison.number(
          prefix + "scores[" + i + "]",
          expected.score(i),
          actual.score(best),
          Tolerance.absolute(scoresAbs));
    }
  }

  private double share(Detections expected, int i, Detections actual, int j) {
    if (expected.label(i) != actual.label(j)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(
        boxDifference(expected, i, actual, j) / boxesPx,
        scoreDifference(expected, i, actual, j) / scoresAbs);
  }

  private static double boxDifference(Detections a, int i, Detections b, int j) {
    return largestDifference(a.boxes(), i, b.boxes(), j, 4);
  }

  private static double largestDifference(float[] one, int i, float[] other, int j, int width) {
    double largest = 0;
    for (int k = 0; k < width; k++) {
      largest = Math.max(largest, Math.abs((double) one[width * i + k] - other[width * j + k]));
    }
    return largest;
  }

  private static double scoreDifference(Detections a, int i, Detections b, int j) {
    return Math.abs((double) a.score(i) - b.score(j));
  }

  /** Compares sets: all but a small part of either side's detections must have a match. */
  public void asSets(String prefix, Detections actual) {
    Detections expected = expected(prefix);
    Tolerance few = Tolerance.absolute(UNMATCHED);
    comparison.number(prefix + "boxes (missing)", 0, unmatched(expected, actual), few);
    comparison.number(prefix + "boxes (unexpected)", 0, unmatched(actual, expected), few);
  }

  /**
   * Returns the part without a match. Boxes that were clipped to zero area have no IoU; their
   * corners are compared.
   */
  private double unmatched(Detections wanted, Detections given) {
    float[] wantedBoxes = wanted.boxes();
    float[] givenBoxes = given.boxes();
    boolean[] taken = new boolean[given.size()];
    int missing = 0;
    for (int i = 0; i < wanted.size(); i++) {
      int match = -1;
      for (int j = 0; j < given.size() && match < 0; j++) {
        if (!taken[j]
            && wanted.label(i) == given.label(j)
            && Math.abs(wanted.score(i) - given.score(j)) < SET_SCORE
            && (Boxes.iou(wantedBoxes, i, givenBoxes, j) > SAME_BOX_IOU
                || boxDifference(wanted, i, given, j) <= boxesPx)) {
          match = j;
        }
      }
      if (match < 0) {
        missing++;
      } else {
        taken[match] = true;
      }
    }
    return wanted.size() == 0 ? 0 : (double) missing / wanted.size();
  }
}
