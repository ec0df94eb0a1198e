package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import java.util.List;
import java.util.Optional;

/**
 * Explains why an object at a point of an image was found or missed. All boxes are in pixels of the
 * original image.
 *
 * @param references what boxes are decoded from
 * @param anchors number of the image's anchors or proposals, according to {@code references}
 * @param covering how many of their boxes contain the point; an anchor has one box, a proposal one
 *     for each class
 * @param invalid number of them with a box, or a score at the point, that is not finite; above 0
 *     only with damaged weights
 * @param candidates the best at the point, by descending score, ties by the lower index; of similar
 *     ones (same class, same kind of fate, IoU above one half) only the first. At most {@value
 *     #MOST_CANDIDATES}; if one is a detection, the best of those is among them
 */
public record Explanation(
    Point point,
    ReferenceBoxes references,
    int anchors,
    int covering,
    int invalid,
    List<PointCandidate> candidates) {
  static final int MOST_CANDIDATES = 5;

  /**
   * A pair of anchor (or proposal) and class whose box contains the point.
   *
   * @param level level of the anchor, from 0, the finest; 0 for every proposal
   * @param anchor the anchor or the proposal
   * @param box decoded and clipped as a detection's is
   * @param label from 0
   */
  public record PointCandidate(int level, Box anchor, Box box, int label, float score, Fate fate) {

    /** IoU of anchor and box: 1 if the network did not change the anchor. */
    public double anchorIou() {
      return anchor.iou(box);
    }
  }

  public Explanation {
    candidates = List.copyOf(candidates);
  }

  /** The candidate with the highest score; absent where no box contains the point. */
  public Optional<PointCandidate> best() {
    return candidates.stream().findFirst();
  }

  /** The best candidate that is a detection. */
  public Optional<PointCandidate> kept() {
    return candidates.stream().filter(one -> one.fate() instanceof Fate.Kept).findFirst();
  }
}
