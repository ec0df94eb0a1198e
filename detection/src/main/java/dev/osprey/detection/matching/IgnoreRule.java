package dev.osprey.detection.matching;

import dev.osprey.core.Boxes;
import dev.osprey.core.text.UserError;

/**
 * When a candidate is left out of the loss because it lies on an ignored box, such as a crowd:
 * mmdetection's {@code ignore_iof_thr} and {@code ignore_wrt_candidates}.
 *
 * @param aboveIof overlaps above this count
 * @param shareOf the box whose area the intersection is divided by
 */
public record IgnoreRule(double aboveIof, ShareOf shareOf) {

  /** Whose area the intersection is divided by. */
  public enum ShareOf {
    CANDIDATE,
    IGNORED_BOX
  }

  public IgnoreRule {
    if (!(aboveIof >= 0 && aboveIof <= 1)) {
      throw new UserError("matcher.ignore.aboveIof lies in [0, 1], got " + aboveIof);
    }
  }

  /** Whether the candidate overlaps one of the ignored boxes by more than the threshold. */
  boolean applies(float[] ignored, float[] candidates, int candidate) {
    for (int box = 0; box < ignored.length / 4; box++) {
      float share =
          shareOf == ShareOf.CANDIDATE
              ? Boxes.covered(candidates, candidate, ignored, box)
              : Boxes.covered(ignored, box, candidates, candidate);
      if (share > (float) aboveIof) {
        return true;
      }
    }
    return false;
  }
}
