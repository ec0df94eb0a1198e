package dev.osprey.core;

import java.util.List;

/**
 * A detected object: box in pixels of the original image, label from 0, score in [0, 1], and the
 * landmarks of a face in the same pixels: {@link FaceLandmarks#COUNT} points, or none where the
 * detector has no landmarks.
 */
public record Detection(Box box, int label, float score, List<Point> landmarks) {
  public Detection {
    landmarks = List.copyOf(landmarks);
    FaceLandmarks.requireComplete(landmarks);
  }

  /** An object without landmarks. */
  public Detection(Box box, int label, float score) {
    this(box, label, score, List.of());
  }
}
