package dev.osprey.detection.postprocess;

import dev.osprey.core.Detection;

/** What became of a candidate: the stage that dropped it, or its place among the detections. */
public sealed interface Fate {

  /**
   * Its score was not above the threshold.
   *
   * @param threshold the setting {@code scoreThreshold}
   */
  record BelowThreshold(double threshold) implements Fate {}

  /**
   * Its level, or the whole picture, gave better ones, as many as go on.
   *
   * @param rank its place inside its level, or in the picture, from 1
   * @param limit the setting {@code topKPerLevel} or {@code topK}
   */
  record BeyondTopK(int rank, int limit) implements Fate {}

  /**
   * A side of its box was not above the least one; all in resized pixels.
   *
   * @param minSide the setting {@code minSide}
   */
  record TooSmall(double width, double height, double minSide) implements Fate {}

  /**
   * A better box of the same class overlaps it too much.
   *
   * @param by the better one, in pixels of the original picture
   * @param iou of the two boxes, as NMS compared it
   * @param threshold the setting {@code nmsThreshold}
   */
  record Suppressed(Detection by, double iou, double threshold) implements Fate {}

  /**
   * The picture gave better ones, as many as are reported.
   *
   * @param rank its place after NMS, from 1
   * @param limit the setting {@code maxDetections}
   */
  record BeyondLimit(int rank, int limit) implements Fate {}

  /**
   * It is a detection.
   *
   * @param index its index among the picture's detections, from 0
   */
  record Kept(int index) implements Fate {}
}
