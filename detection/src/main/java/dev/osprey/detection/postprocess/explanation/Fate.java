package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Detection;
import dev.osprey.detection.postprocess.SideBound;

/** What became of a candidate: the stage that dropped it, or its place among the detections. */
public sealed interface Fate {

  /**
   * Its score was not above the threshold.
   *
   * @param threshold the setting {@code scoreThreshold}
   */
  record BelowThreshold(double threshold) implements Fate {}

  /**
   * Its level, or the whole image, gave better ones, as many as go on.
   *
   * @param rank its place among the candidates of {@code cut}, from 1
   * @param limit the value of the setting that {@code cut} names
   */
  record BeyondTopK(Cut cut, int rank, int limit) implements Fate {}

  /** The settings that limit candidates by their rank. */
  enum Cut {
    /** The best of each level go on. */
    LEVEL("topKPerLevel"),
    /** The best of what all levels together gave go on. */
    IMAGE("topK");

    private final String setting;

    Cut(String setting) {
      this.setting = setting;
    }

    /** The setting's name. */
    public String setting() {
      return setting;
    }
  }

  /**
   * A side of its box did not pass the minimum; all in resized pixels.
   *
   * @param minSide the setting {@code minSide}
   * @param bound how sides are compared with it
   */
  record TooSmall(float width, float height, double minSide, SideBound bound) implements Fate {}

  /**
   * A better box of the same class overlaps it too much.
   *
   * @param by the better one, in pixels of the original image
   * @param iou of the two boxes, as NMS compared it
   * @param threshold the setting {@code nmsThreshold}
   */
  record Suppressed(Detection by, double iou, double threshold) implements Fate {}

  /**
   * The image gave better ones, as many as are reported.
   *
   * @param rank its place after NMS, from 1
   * @param limit the setting {@code maxDetections}
   */
  record BeyondLimit(int rank, int limit) implements Fate {}

  /**
   * It is a detection.
   *
   * @param index its index among the image's detections, from 0
   */
  record Kept(int index) implements Fate {}
}
