package dev.osprey.detection.postprocess.check;

import dev.osprey.core.Boxes;
import dev.osprey.core.Ranking;
import dev.osprey.detection.postprocess.Candidates;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.RankedLevel;
import dev.osprey.detection.postprocess.SideBound;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** What {@link Postprocess} chooses from, with the candidates at its cuts. */
public final class DetectionInputs {
  private final Postprocess.Config config;
  private final SideBound sideBound;
  private final double near;

  /** Candidates of all levels, and the cuts of each. */
  private Candidates candidates = Candidates.none();

  private float[] lastIn = new float[0];
  private float[] firstOut = new float[0];

  /** Scores that pass each level's own cut. */
  private float[] passing = new float[0];

  /**
   * @param sideBound how sides are compared with the minimum
   * @param near how far below the cut scores are of interest
   */
  public DetectionInputs(Postprocess.Config config, SideBound sideBound, double near) {
    this.config = config;
    this.sideBound = sideBound;
    this.near = near;
  }

  /** Adds a level. */
  public void add(RankedLevel ranked, int firstAnchor) {
    float threshold = (float) config.scoreThreshold();
    int above = ranked.countAbove(threshold);
    int cut = config.cut(above);
    float in = cut < above ? ranked.score(cut - 1) : threshold;
    float out = cut < above ? ranked.score(cut) : threshold;
    int count = ranked.countAbove((float) (Math.min(in, out) - near));
    int start = candidates.size();
    candidates = candidates.and(ranked.best(count, firstAnchor));
    lastIn = filled(lastIn, start + count, in);
    firstOut = filled(firstOut, start + count, out);
    int before = passing.length;
    passing = Arrays.copyOf(passing, before + cut);
    for (int i = 0; i < cut; i++) {
      passing[before + i] = ranked.score(i);
    }
  }

  private static float[] filled(float[] values, int size, float value) {
    float[] longer = Arrays.copyOf(values, size);
    Arrays.fill(longer, values.length, size, value);
    return longer;
  }

  public Candidates candidates() {
    return candidates;
  }

  /** The cut of all levels together on top of each level's own. */
  private void cutTogether() {
    Integer most = config.topK();
    if (most == null || passing.length <= most) {
      return;
    }
    int[] order = Ranking.descending(passing);
    float in = passing[order[most - 1]];
    float out = passing[order[most]];
    for (int i = 0; i < lastIn.length; i++) {
      lastIn[i] = Math.max(lastIn[i], in);
      firstOut[i] = Math.max(firstOut[i], out);
    }
  }

  /**
   * All of it.
   *
   * @param boxes of the candidates: packed xyxy, clipped, resized pixels
   * @param measured the same as NMS measures them
   * @param reported the same as results have them
   * @param landmarks as results have them
   */
  public SelectionInputs with(
      float[] boxes, float[] measured, float[] reported, float[] landmarks) {
    cutTogether();
    boolean byScore = config.order() == Postprocess.Order.SCORE;
    Integer limit = config.maxDetections();
    SelectionInputs.Rules rules =
        new SelectionInputs.Rules(
            config.nmsThreshold(),
            limit == null ? Integer.MAX_VALUE : limit,
            byScore ? SelectionInputs.Ordering.SCORE : SelectionInputs.Ordering.GROUP,
            byScore ? SelectionInputs.roundingOfShifts(measured, candidates.labels()) : 0);
    return new SelectionInputs(
        candidates.scores(),
        candidates.labels(),
        lastIn,
        firstOut,
        sides(boxes),
        measured,
        reported,
        landmarks,
        rules);
  }

  private SelectionInputs.Sides[] sides(float[] boxes) {
    IntPredicate longer = enough(boxes, SelectionInputs.SIDE_ROUNDING);
    IntPredicate shorter = enough(boxes, -SelectionInputs.SIDE_ROUNDING);
    SelectionInputs.Sides[] sides = new SelectionInputs.Sides[candidates.size()];
    Arrays.setAll(sides, i -> SelectionInputs.side(longer.test(i), shorter.test(i)));
    return sides;
  }

  /** Whether boxes would go on if their sides were longer. */
  private IntPredicate enough(float[] boxes, double more) {
    float[] changed = boxes.clone();
    for (int i = 0; i < boxes.length; i += 4) {
      changed[i + 2] += (float) more;
      changed[i + 3] += (float) more;
    }
    return i -> Boxes.isFinite(changed, i) && !config.isTooSmall(changed, i, sideBound);
  }
}
