package dev.osprey.detection.matching;

import static dev.osprey.detection.matching.Matches.BACKGROUND;
import static dev.osprey.detection.matching.Matches.IGNORED;

import dev.osprey.core.Boxes;
import dev.osprey.core.text.UserError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each candidate to the ground-truth box that it overlaps most, if the overlap is large
 * enough. Optionally, a box that no candidate overlaps enough gets the candidates that overlap it
 * most. All comparisons are float32.
 */
public final class MaxIouMatcher {

  /** Which candidates a box gets besides those that overlap it enough. */
  public enum LowQuality {
    /** Nothing. */
    NONE,
    /**
     * The candidates that overlap it most become positive, but stay assigned to their own best box
     * (torchvision).
     */
    OWN_BEST_BOX,
    /**
     * Each box in turn takes all candidates that overlap it most, also from earlier boxes
     * (mmdetection).
     */
    EACH_BOX_TAKES_ALL,
    /** As before, but only the first of candidates with the same overlap. */
    EACH_BOX_TAKES_FIRST,
    /**
     * As before, and a box without enough overlap takes its first candidate even if that is
     * assigned to another box already (Pytorch_Retinaface).
     */
    EACH_BOX_TAKES_FIRST_OR_INHERITS
  }

  /**
   * @param positiveIou minimum overlap at which a candidate is assigned to its best box
   * @param negativeIou below this overlap it is background; in between it is ignored
   * @param lowQuality which further candidates a box gets
   * @param lowQualityIou a box whose best overlap is lower than this gets nothing more. With 0 a
   *     box that overlaps nothing takes every candidate that does not overlap it, as in the peers
   * @param ignore which candidates are left out because of ignored boxes; absent: none
   */
  public record Config(
      double positiveIou,
      double negativeIou,
      LowQuality lowQuality,
      double lowQualityIou,
      @Nullable IgnoreRule ignore) {
    public Config {
      if (!(0 <= negativeIou && negativeIou <= positiveIou && positiveIou <= 1)) {
        throw new UserError(
            "matcher: 0 <= negativeIou <= positiveIou <= 1 must hold, got "
                + negativeIou
                + " and "
                + positiveIou);
      }
      if (!(lowQualityIou >= 0 && lowQualityIou <= 1)) {
        throw new UserError("matcher.lowQualityIou lies in [0, 1], got " + lowQualityIou);
      }
    }

    /** Settings that ignore no candidates. */
    public static Config of(double positiveIou, double negativeIou, LowQuality lowQuality) {
      return new Config(positiveIou, negativeIou, lowQuality, 0, null);
    }
  }

  private final Config config;

  public MaxIouMatcher(Config config) {
    this.config = config;
  }

  /** {@link #match(float[], float[], float[])} without ignored boxes. */
  public Matches match(float[] groundTruth, float[] candidates) {
    return match(groundTruth, new float[0], candidates);
  }

  /**
   * Matches candidates with ground-truth boxes. Without ground truth all are background, also on
   * ignored boxes.
   *
   * @param groundTruth packed xyxy; may be empty
   * @param ignored packed xyxy; may be empty
   * @param candidates packed xyxy
   */
  public Matches match(float[] groundTruth, float[] ignored, float[] candidates) {
    int size = candidates.length / 4;
    Matches matches = new Matches(new int[size], new float[size]);
    if (groundTruth.length == 0) {
      Arrays.fill(matches.truths(), BACKGROUND);
      return matches;
    }
    Overlaps overlaps = new Overlaps(groundTruth, candidates, onIgnored(ignored, candidates));
    for (int candidate = 0; candidate < size; candidate++) {
      matches.ious()[candidate] = overlaps.bestIou[candidate];
      matches.truths()[candidate] = byThreshold(overlaps, candidate);
    }
    switch (config.lowQuality) {
      case NONE -> {}
      case OWN_BEST_BOX -> restoreOwnBest(overlaps, matches.truths());
      case EACH_BOX_TAKES_ALL, EACH_BOX_TAKES_FIRST -> giveEachBox(overlaps, matches.truths());
      case EACH_BOX_TAKES_FIRST_OR_INHERITS -> {
        giveEachBox(overlaps, matches.truths());
        bequeath(overlaps, matches.truths());
      }
    }
    return matches;
  }

  private boolean[] onIgnored(float[] ignored, float[] candidates) {
    boolean[] on = new boolean[candidates.length / 4];
    if (config.ignore != null && ignored.length > 0) {
      for (int candidate = 0; candidate < on.length; candidate++) {
        on[candidate] = config.ignore.applies(ignored, candidates, candidate);
      }
    }
    return on;
  }

  private int byThreshold(Overlaps overlaps, int candidate) {
    float iou = overlaps.bestIou[candidate];
    if (iou >= (float) config.positiveIou) {
      return overlaps.bestBox[candidate];
    }
    return iou >= 0 && iou < (float) config.negativeIou ? BACKGROUND : IGNORED;
  }

  private void restoreOwnBest(Overlaps overlaps, int[] truths) {
    for (int candidate = 0; candidate < truths.length; candidate++) {
      if (truths[candidate] < 0 && isBestOfSomeBox(overlaps, candidate)) {
        truths[candidate] = overlaps.bestBox[candidate];
      }
    }
  }

  private boolean isBestOfSomeBox(Overlaps overlaps, int candidate) {
    for (int box = 0; box < overlaps.boxes(); box++) {
      if (getsMore(overlaps, box) && overlaps.iou(box, candidate) == overlaps.bestOfBox[box]) {
        return true;
      }
    }
    return false;
  }

  private void giveEachBox(Overlaps overlaps, int[] truths) {
    for (int box = 0; box < overlaps.boxes(); box++) {
      if (!getsMore(overlaps, box)) {
        continue;
      }
      if (config.lowQuality != LowQuality.EACH_BOX_TAKES_ALL) {
        truths[overlaps.firstBestOfBox[box]] = box;
        continue;
      }
      for (int candidate = 0; candidate < truths.length; candidate++) {
        if (overlaps.iou(box, candidate) == overlaps.bestOfBox[box]) {
          truths[candidate] = box;
        }
      }
    }
  }

  /** Each box in turn takes its first candidate, also from another box. */
  private static void bequeath(Overlaps overlaps, int[] truths) {
    for (int box = 0; box < overlaps.boxes(); box++) {
      int candidate = overlaps.firstBestOfBox[box];
      if (candidate >= 0 && truths[candidate] >= 0) {
        truths[candidate] = box;
      }
    }
  }

  private boolean getsMore(Overlaps overlaps, int box) {
    return overlaps.bestOfBox[box] >= (float) config.lowQualityIou;
  }

  /** The best overlap of each candidate and of each box; -1 on ignored boxes. */
  private static final class Overlaps {
    private final float[] groundTruth;
    private final float[] candidates;
    private final boolean[] onIgnored;
    final int[] bestBox;
    final float[] bestIou;
    final float[] bestOfBox;

    /** The first candidate with that overlap; -1 where all lie on ignored boxes. */
    final int[] firstBestOfBox;

    Overlaps(float[] groundTruth, float[] candidates, boolean[] onIgnored) {
      this.groundTruth = groundTruth;
      this.candidates = candidates;
      this.onIgnored = onIgnored;
      bestBox = new int[candidates.length / 4];
      bestIou = new float[candidates.length / 4];
      bestOfBox = new float[groundTruth.length / 4];
      firstBestOfBox = new int[bestOfBox.length];
      Arrays.fill(bestIou, -1);
      Arrays.fill(bestOfBox, -1);
      Arrays.fill(firstBestOfBox, -1);
      for (int candidate = 0; candidate < bestIou.length; candidate++) {
        for (int box = 0; box < bestOfBox.length; box++) {
          float iou = iou(box, candidate);
          if (iou > bestIou[candidate]) {
            bestIou[candidate] = iou;
            bestBox[candidate] = box;
          }
          if (iou > bestOfBox[box]) {
            bestOfBox[box] = iou;
            firstBestOfBox[box] = candidate;
          }
        }
      }
    }

    int boxes() {
      return bestOfBox.length;
    }

    /** Two boxes without area have no overlap; where the peers divide by zero, this is 0. */
    float iou(int box, int candidate) {
      if (onIgnored[candidate]) {
        return -1;
      }
      float iou = Boxes.iou(groundTruth, box, candidates, candidate);
      return Float.isNaN(iou) ? 0 : iou;
    }
  }
}
