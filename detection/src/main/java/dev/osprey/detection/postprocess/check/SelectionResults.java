package dev.osprey.detection.postprocess.check;

import dev.osprey.core.Detections;
import org.jspecify.annotations.Nullable;

/**
 * The results of an engine for one image, in its order.
 *
 * @param boxes packed xyxy
 * @param scores one for each
 * @param groups labels, or levels of proposals; null where the engine does not give them
 * @param landmarks empty where there are none
 */
public record SelectionResults(
    float[] boxes, float[] scores, int @Nullable [] groups, float[] landmarks) {

  /** The results of detections. */
  public static SelectionResults of(Detections found) {
    return new SelectionResults(found.boxes(), found.scores(), found.labels(), found.landmarks());
  }

  public int size() {
    return boxes.length / 4;
  }
}
