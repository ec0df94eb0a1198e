package dev.osprey.detection.postprocess.check;

import dev.osprey.core.ScoredBoxes;

/**
 * The candidates that the results of one image are chosen from, and the rules: score threshold and
 * top-k, minimum side, NMS inside each group, a limit. All arrays have one entry for each
 * candidate, packed boxes four.
 *
 * @param candidates boxes in the pixels of the results; candidates far below the cut are left out.
 *     NMS is done inside each label: a class, or the level of a proposal
 * @param lastIn the lowest score that still passes the threshold and top-k
 * @param firstOut the highest score that no longer passes them
 * @param sides whether the candidate's sides are large enough
 * @param measured boxes as NMS measures them, packed xyxy
 * @param landmarks packed xy, in the pixels of the results; empty if there are none
 */
public record SelectionInputs(
    ScoredBoxes candidates,
    float[] lastIn,
    float[] firstOut,
    Sides[] sides,
    float[] measured,
    float[] landmarks,
    Rules rules) {

  /** Whether a box has finite corners and passes the minimum side. */
  public enum Sides {
    LARGE_ENOUGH,
    TOO_SMALL,
    /** The side is equal to the minimum within rounding. */
    EITHER
  }

  /** The order of results. */
  public enum Ordering {
    /** All by descending score. */
    SCORE,
    /** Group by group, each by descending score. */
    GROUP
  }

  /**
   * @param nmsThreshold a box is dropped if its IoU with a better one is above it
   * @param limit maximum number of results; {@link Integer#MAX_VALUE}: no limit
   * @param rounding of coordinates while NMS measures, pixels
   */
  public record Rules(double nmsThreshold, int limit, Ordering ordering, double rounding) {}

  /** How close to the minimum a side may be so that rounding decides, pixels. */
  public static final double SIDE_ROUNDING = 2e-3;

  /** The result of comparing a side with the minimum. */
  public static Sides side(boolean enoughIfLonger, boolean enoughIfShorter) {
    if (enoughIfShorter) {
      return Sides.LARGE_ENOUGH;
    }
    return enoughIfLonger ? Sides.EITHER : Sides.TOO_SMALL;
  }

  public int size() {
    return candidates.size();
  }

  float score(int candidate) {
    return candidates.scores()[candidate];
  }

  int group(int candidate) {
    return candidates.labels()[candidate];
  }

  /**
   * The rounding error of coordinates that NMS shifts to separate the groups.
   *
   * @param boxes packed
   */
  public static double roundingOfShifts(float[] boxes, int[] groups) {
    float largest = 0;
    for (float coordinate : boxes) {
      largest = Float.isFinite(coordinate) ? Math.max(largest, Math.abs(coordinate)) : largest;
    }
    int last = 0;
    for (int group : groups) {
      last = Math.max(last, group);
    }
    return Math.ulp((largest + 1) * (last + 1));
  }
}
