package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import java.util.List;
import java.util.Optional;

/**
 * Why an object at a point of an image was found or missed: what the detector made of the point.
 * All boxes are in pixels of the original image.
 *
 * @param references what boxes are decoded from
 * @param anchors number of the image's anchors or proposals, whichever {@code references} says
 * @param covering how many of their boxes contain the point; an anchor has one box, a proposal one
 *     for each class
 * @param invalid how many gave a box, or at the point a score, that is not a finite number; above 0
 *     only with damaged weights
 * @param candidates the best at the point, by descending score, ties by the lower index; of those
 *     alike (same class, same kind of fate, IoU above one half) only the first. At most {@value
 *     #MOST_CANDIDATES}; if one is a detection, the best such is among them
 */
public record Explanation(
    Point point,
    ReferenceBoxes references,
    int anchors,
    int covering,
    int invalid,
    List<Candidate> candidates) {
  static final int MOST_CANDIDATES = 5;

  /**
   * A pair of anchor (or proposal) and class whose box contains the point.
   *
   * @param level of the anchor, from 0, the finest; 0 for every proposal
   * @param anchor the anchor or the proposal
   * @param box decoded and clipped as a detection's is
   * @param label from 0
   */
  public record Candidate(int level, Box anchor, Box box, int label, float score, Fate fate) {

    /** IoU of anchor and box: how much of the anchor the network left as it was. */
    public double anchorIou() {
      return anchor.iou(box);
    }
  }

  public Explanation {
    candidates = List.copyOf(candidates);
  }

  /** The candidate with the highest score; absent where no box contains the point. */
  public Optional<Candidate> best() {
    return candidates.stream().findFirst();
  }

  /** The best candidate that is a detection. */
  public Optional<Candidate> kept() {
    return candidates.stream().filter(one -> one.fate() instanceof Fate.Kept).findFirst();
  }
}
