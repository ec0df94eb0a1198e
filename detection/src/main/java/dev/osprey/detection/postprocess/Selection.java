package dev.osprey.detection.postprocess;

import dev.osprey.core.Detections;
import dev.osprey.core.Nms;
import java.util.Arrays;
import java.util.List;

/**
 * One image's way through the stages. Detecting reads the end of it; what each stage dropped can be
 * read off afterwards, so that an explanation comes from the very run that it explains.
 *
 * @param levels what is above the score threshold, with what top-k cut off
 * @param candidates what top-k left, of the first level, then of the second, …
 * @param boxes of the candidates: packed xyxy, clipped, resized pixels
 * @param sound rows of the candidates that are among the best of all levels and whose box has
 *     finite corners and is large enough, ascending
 * @param suppression over the sound ones: its indices count in {@code sound}
 * @param reported indices in {@code sound} of the detections, in their order
 */
public record Selection(
    List<RankedLevel> levels,
    Candidates candidates,
    float[] boxes,
    int[] sound,
    Nms.Suppression suppression,
    int[] reported) {

  /** What is found, in resized pixels. */
  Detections detections() {
    return new Detections(boxes, candidates.scores(), candidates.labels()).select(rows());
  }

  /** The anchors of what is found. */
  int[] anchors() {
    return Arrays.stream(rows()).map(row -> candidates.anchors()[row]).toArray();
  }

  private int[] rows() {
    return Arrays.stream(reported).map(index -> sound[index]).toArray();
  }
}
