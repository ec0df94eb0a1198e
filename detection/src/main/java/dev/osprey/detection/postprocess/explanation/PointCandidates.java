package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Box;
import dev.osprey.core.Boxes;
import dev.osprey.core.Point;
import dev.osprey.core.Ranking;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.output.OutputRows;
import dev.osprey.detection.postprocess.ImageOutputs;
import dev.osprey.detection.postprocess.ReferenceBoxes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pairs of anchor and class whose box contains a point.
 *
 * @param boxes of all rows of deltas, decoded and clipped: packed xyxy, original pixels
 * @param covering the rows whose box contains the point, ascending
 * @param scores of the covering rows, class by class where an anchor has one box for all classes
 */
record PointCandidates(
    ImageOutputs outputs, Point point, float[] boxes, int[] covering, float[] scores) {
  private static final double ALIKE_IOU = 0.5;

  /**
   * The candidates at a point of one image.
   *
   * @param resizedBoxes of all rows of deltas, decoded and clipped: packed xyxy, resized pixels
   */
  public static PointCandidates of(
      ImageOutputs outputs, float[] resizedBoxes, Scoring scoring, Point point) {
    float[] boxes = outputs.image().geometry().toOriginal(resizedBoxes);
    int[] covering = new int[boxes.length / 4];
    int count = 0;
    for (int i = 0; i < covering.length; i++) {
      if (boxes[4 * i] <= point.x()
          && boxes[4 * i + 1] <= point.y()
          && point.x() < boxes[4 * i + 2]
          && point.y() < boxes[4 * i + 3]) {
        covering[count++] = i;
      }
    }
    int[] rows = Arrays.copyOf(covering, count);
    return new PointCandidates(outputs, point, boxes, rows, scores(outputs, rows, scoring));
  }

  private static float[] scores(ImageOutputs outputs, int[] rows, Scoring scoring) {
    List<Anchors.Level> levels = outputs.anchors().levels();
    float[] all = new float[0];
    for (int level = 0; level < outputs.logits().size(); level++) {
      Anchors.Level one = levels.get(level);
      OutputRows logits = outputs.logits().get(level);
      int[] ofLevel =
          Arrays.stream(rows)
              .filter(
                  row -> outputs.anchorOf(row) >= one.start() && outputs.anchorOf(row) < one.end())
              .toArray();
      int[] anchors =
          Arrays.stream(ofLevel).map(row -> outputs.anchorOf(row) - one.start()).toArray();
      int classes = scoring.classes(logits.width());
      float[] scores = scoring.scores(logits.select(anchors), classes);
      if (outputs.boxesPerAnchor() > 1) {
        scores = ofOwnClass(scores, ofLevel, outputs.boxesPerAnchor());
      }
      int from = all.length;
      all = Arrays.copyOf(all, from + scores.length);
      System.arraycopy(scores, 0, all, from, scores.length);
    }
    return all;
  }

  /** Picks from each row's scores that of the class which the row's box belongs to. */
  private static float[] ofOwnClass(float[] scores, int[] rows, int classes) {
    float[] own = new float[rows.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = scores[i * classes + rows[i] % classes];
    }
    return own;
  }

  /**
   * The best candidates with their fates.
   *
   * @param references the boxes that the outputs are decoded from
   */
  public Explanation explain(FateFinder fates, ReferenceBoxes references) {
    List<Explanation.PointCandidate> listed = new ArrayList<>();
    int classes = covering.length == 0 ? 0 : scores.length / covering.length;
    for (int i : Ranking.descending(scores)) {
      boolean full = listed.size() == Explanation.MOST_CANDIDATES;
      if (Float.isNaN(scores[i])) {
        break;
      }
      int row = covering[i / classes];
      int label = outputs.boxesPerAnchor() > 1 ? row % outputs.boxesPerAnchor() : i % classes;
      Fate fate = fates.of(outputs.anchorOf(row), label);
      if (full && fate instanceof Fate.BelowThreshold) {
        break;
      }
      Explanation.PointCandidate candidate = candidate(row, label, scores[i], fate);
      if (listed.stream().anyMatch(other -> alike(other, candidate))) {
        continue;
      }
      if (!full) {
        listed.add(candidate);
      } else if (isKept(candidate) && listed.stream().noneMatch(PointCandidates::isKept)) {
        listed.set(listed.size() - 1, candidate);
      }
    }
    return new Explanation(
        point, references, outputs.anchors().size(), covering.length, invalid(classes), listed);
  }

  private Explanation.PointCandidate candidate(int row, int label, float score, Fate fate) {
    int anchor = outputs.anchorOf(row);
    float[] anchorBox = Boxes.select(outputs.anchors().boxes(), new int[] {anchor});
    Box original = Boxes.get(outputs.image().geometry().toOriginal(anchorBox), 0);
    return new Explanation.PointCandidate(
        outputs.levelOf(anchor), original, Boxes.get(boxes, row), label, score, fate);
  }

  private static boolean alike(Explanation.PointCandidate one, Explanation.PointCandidate other) {
    return one.label() == other.label()
        && one.fate().getClass() == other.fate().getClass()
        && one.box().iou(other.box()) > ALIKE_IOU;
  }

  private static boolean isKept(Explanation.PointCandidate candidate) {
    return candidate.fate() instanceof Fate.Kept;
  }

  /** The number of anchors with a box, or a score at the point, that is not finite. */
  private int invalid(int classes) {
    int count = 0;
    for (int i = 0; i < boxes.length / 4; i++) {
      count += Boxes.isFinite(boxes, i) ? 0 : 1;
    }
    for (int i = 0; i < covering.length; i++) {
      for (int k = i * classes; k < (i + 1) * classes; k++) {
        if (Float.isNaN(scores[k])) {
          count++;
          break;
        }
      }
    }
    return count;
  }
}
