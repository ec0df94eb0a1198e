package dev.osprey.detection.postprocess;

import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;

/**
 * The result of each stage for one image. Detection reads the last one; the others show what each
 * stage dropped, so that an explanation comes from the very run that it explains.
 *
 * @param anchors 1: the anchor of each candidate, an index over all levels
 * @param candidates 2: the pairs that top-k keeps, of the first level, then of the second, …; boxes
 *     are clipped, in resized pixels
 * @param valid 4: rows of the candidates that are among the best of all levels and whose box has
 *     finite corners and is large enough, ascending
 * @param suppression 5: NMS over the valid ones; its indices count in {@code valid}
 * @param reported 6: indices in {@code valid} of the detections, in their order
 */
public record Selection(
    int[] anchors,
    ScoredBoxes candidates,
    int[] valid,
    Nms.Suppression suppression,
    int[] reported) {

  /** Rows of the candidates that are detections, in their order. */
  int[] rows() {
    int[] rows = new int[reported.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = valid[reported[i]];
    }
    return rows;
  }
}
