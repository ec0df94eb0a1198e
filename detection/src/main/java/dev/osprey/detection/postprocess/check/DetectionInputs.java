package dev.osprey.detection.postprocess.check;

import dev.osprey.core.Boxes;
import dev.osprey.core.Ranking;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.postprocess.ClassNms;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.RankedLevel;
import dev.osprey.detection.postprocess.ScoredAnchors;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The candidates of one image that {@link Postprocess} chooses detections from, and those just
 * beyond its cuts.
 */
public final class DetectionInputs {
  private final Postprocess postprocess;
  private final Postprocess.Config config;
  private final ImageOutputs outputs;
  private final double near;

  /**
   * The lowest score that passes the cuts of each candidate's level, and the highest that fails.
   */
  private float[] lastIn = new float[0];

  private float[] firstOut = new float[0];

  /** Scores that pass each level's own cut. */
  private float[] passing = new float[0];

  private DetectionInputs(Postprocess postprocess, ImageOutputs outputs, double near) {
    this.postprocess = postprocess;
    this.config = postprocess.config();
    this.outputs = outputs;
    this.near = near;
  }

  /**
   * The candidates of one image.
   *
   * @param near how far below the cut the scores of further candidates may be
   */
  public static SelectionInputs of(Postprocess postprocess, ImageOutputs outputs, double near) {
    return new DetectionInputs(postprocess, outputs, near).candidates();
  }

  private SelectionInputs candidates() {
    float lowest = (float) Math.max(0, config.scoreThreshold() - near);
    List<RankedLevel> levels = postprocess.ranked(outputs, lowest, RankedLevel.ALL);
    int[] counts = levels.stream().mapToInt(this::cut).toArray();
    cutTogether();
    ScoredAnchors best = ScoredAnchors.best(levels, outputs.anchors(), counts);
    float[] landmarks = postprocess.decoder().landmarks(outputs, best.anchors());
    return inputs(postprocess.decoder().decode(outputs, best), landmarks);
  }

  /** Records the cuts of a level and returns how many of its candidates are included. */
  private int cut(RankedLevel level) {
    float threshold = (float) config.scoreThreshold();
    int above = level.countAbove(threshold);
    int cut = config.cut(above);
    float in = cut < above ? level.scores()[cut - 1] : threshold;
    float out = cut < above ? level.scores()[cut] : threshold;
    int count = level.countAbove((float) (Math.min(in, out) - near));
    lastIn = filled(lastIn, lastIn.length + count, in);
    firstOut = filled(firstOut, firstOut.length + count, out);
    int before = passing.length;
    passing = Arrays.copyOf(passing, before + cut);
    for (int i = 0; i < cut; i++) {
      passing[before + i] = level.scores()[i];
    }
    return count;
  }

  private static float[] filled(float[] values, int size, float value) {
    float[] longer = Arrays.copyOf(values, size);
    Arrays.fill(longer, values.length, size, value);
    return longer;
  }

  /** Applies the cut of all levels together to the cuts of each level. */
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
   * The candidates with everything that the choice depends on.
   *
   * @param candidates boxes are clipped, in resized pixels
   * @param landmarks packed xy, resized pixels
   */
  private SelectionInputs inputs(ScoredBoxes candidates, float[] landmarks) {
    ResizedGeometry geometry = outputs.image().geometry();
    float[] measured = new ClassNms(config).measured(candidates.boxes(), geometry);
    boolean byScore = config.order() == Postprocess.Order.SCORE;
    Integer limit = config.maxDetections();
    SelectionInputs.Rules rules =
        new SelectionInputs.Rules(
            config.nmsThreshold(),
            limit == null ? Integer.MAX_VALUE : limit,
            byScore ? SelectionInputs.Ordering.SCORE : SelectionInputs.Ordering.GROUP,
            byScore ? SelectionInputs.roundingOfShifts(measured, candidates.labels()) : 0);
    return new SelectionInputs(
        candidates.withBoxes(geometry.toOriginal(candidates.boxes())),
        lastIn,
        firstOut,
        sides(candidates.boxes()),
        measured,
        geometry.toOriginal(landmarks),
        rules);
  }

  private SelectionInputs.Sides[] sides(float[] boxes) {
    IntPredicate longer = enough(boxes, SelectionInputs.SIDE_ROUNDING);
    IntPredicate shorter = enough(boxes, -SelectionInputs.SIDE_ROUNDING);
    SelectionInputs.Sides[] sides = new SelectionInputs.Sides[boxes.length / 4];
    Arrays.setAll(sides, i -> SelectionInputs.side(longer.test(i), shorter.test(i)));
    return sides;
  }

  /** Whether boxes would be large enough if their sides were longer. */
  private IntPredicate enough(float[] boxes, double more) {
    float[] changed = boxes.clone();
    for (int i = 0; i < boxes.length; i += 4) {
      changed[i + 2] += (float) more;
      changed[i + 3] += (float) more;
    }
    return i ->
        Boxes.isFinite(changed, i)
            && !config.isTooSmall(changed, i, postprocess.references().sideBound());
  }
}
