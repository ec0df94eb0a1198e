package dev.osprey.detection.postprocess.check;

/**
 * What the results of one image are chosen from, and by which rules: score threshold and top-k,
 * least side, NMS inside each group, a limit. All arrays have one entry for each candidate, packed
 * boxes four.
 *
 * @param scores of the candidates; those far below the cut are left out
 * @param groups NMS is done inside each: labels, or levels of proposals
 * @param lastIn the least score that still passes the threshold and top-k
 * @param firstOut the largest score that no longer passes them
 * @param sides whether the candidate's sides let it go on
 * @param measured packed xyxy, as NMS measures them
 * @param reported packed xyxy, as results have them
 * @param landmarks as results have them; empty where there are none
 */
public record SelectionInputs(
    float[] scores,
    int[] groups,
    float[] lastIn,
    float[] firstOut,
    Sides[] sides,
    float[] measured,
    float[] reported,
    float[] landmarks,
    Rules rules) {

  /** What the least side and the demand for finite corners say of a box. */
  public enum Sides {
    LARGE_ENOUGH,
    TOO_SMALL,
    /** The side is the least one within rounding. */
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
   * @param limit most results; {@link Integer#MAX_VALUE}: no limit
   * @param rounding of coordinates while NMS measures, pixels
   */
  public record Rules(double nmsThreshold, int limit, Ordering ordering, double rounding) {}

  /** How far a side may be from the least one so that rounding decides, pixels. */
  public static final double SIDE_ROUNDING = 2e-3;

  /** A side's length compared with the least one. */
  public static Sides side(boolean enoughIfLonger, boolean enoughIfShorter) {
    if (enoughIfShorter) {
      return Sides.LARGE_ENOUGH;
    }
    return enoughIfLonger ? Sides.EITHER : Sides.TOO_SMALL;
  }

  public int size() {
    return scores.length;
  }

  /**
   * The rounding of coordinates that NMS shifts apart by their groups.
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
