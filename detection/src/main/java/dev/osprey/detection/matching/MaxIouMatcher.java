package dev.osprey.detection.matching;

import dev.osprey.core.Boxes;
import dev.osprey.core.UserError;
import java.util.Arrays;

/**
 * Gives each anchor the ground-truth box that it overlaps most, if it overlaps it enough
 * (torchvision's {@code Matcher}). All comparisons are float32.
 */
public final class MaxIouMatcher {

  /** Anchors of this index are background. */
  public static final int BACKGROUND = -1;

  /** Anchors of this index take no part in the loss. */
  public static final int IGNORED = -2;

  /**
   * @param positiveIou from this overlap on an anchor answers for its best box
   * @param negativeIou below this overlap it is background; in between it is ignored
   * @param lowQualityMatches whether each box also gets the anchors that overlap it most, however
   *     little. An anchor that is restored so answers for its own best box. A box that overlaps no
   *     anchor restores all anchors that do not overlap it: torchvision's behaviour
   */
  public record Config(double positiveIou, double negativeIou, boolean lowQualityMatches) {
    public Config {
      if (!(0 <= negativeIou && negativeIou <= positiveIou && positiveIou <= 1)) {
        throw new UserError(
            "matcher: 0 <= negativeIou <= positiveIou <= 1 must hold, got "
                + negativeIou
                + " and "
                + positiveIou);
      }
    }
  }

  private final float positiveIou;
  private final float negativeIou;
  private final boolean lowQualityMatches;

  public MaxIouMatcher(Config config) {
    positiveIou = (float) config.positiveIou;
    negativeIou = (float) config.negativeIou;
    lowQualityMatches = config.lowQualityMatches;
  }

  /**
   * Index of a ground-truth box for each anchor, or {@link #BACKGROUND}, or {@link #IGNORED}.
   *
   * @param groundTruth packed xyxy; may be empty: then all is background
   * @param anchors packed xyxy
   */
  public int[] match(float[] groundTruth, float[] anchors) {
    int boxes = groundTruth.length / 4;
    int[] matches = new int[anchors.length / 4];
    if (boxes == 0) {
      Arrays.fill(matches, BACKGROUND);
      return matches;
    }
    int[] bestBox = new int[matches.length];
    float[] bestOfBox = new float[boxes];
    for (int anchor = 0; anchor < matches.length; anchor++) {
      float bestIou = -1;
      for (int box = 0; box < boxes; box++) {
        float iou = Boxes.iou(groundTruth, box, anchors, anchor);
        if (iou > bestIou) {
          bestIou = iou;
          bestBox[anchor] = box;
        }
        if (iou > bestOfBox[box]) {
          bestOfBox[box] = iou;
        }
      }
      matches[anchor] =
          bestIou >= positiveIou ? bestBox[anchor] : bestIou < negativeIou ? BACKGROUND : IGNORED;
    }
    if (lowQualityMatches) {
      for (int anchor = 0; anchor < matches.length; anchor++) {
        if (matches[anchor] < 0 && isBestOfSomeBox(anchor, bestOfBox, groundTruth, anchors)) {
          matches[anchor] = bestBox[anchor];
        }
      }
    }
    return matches;
  }

  private static boolean isBestOfSomeBox(
      int anchor, float[] bestOfBox, float[] groundTruth, float[] anchors) {
    for (int box = 0; box < bestOfBox.length; box++) {
      if (Boxes.iou(groundTruth, box, anchors, anchor) == bestOfBox[box]) {
        return true;
      }
    }
    return false;
  }
}
