package dev.osprey.detection.postprocess.explanation;

import dev.osprey.core.Detection;
import dev.osprey.detection.postprocess.SideBound;
import org.jspecify.annotations.Nullable;

/** The fate of a candidate: the stage that dropped it, or its place among the detections. */
public sealed interface Fate {

  /** One method for each fate, so that none can be left out. */
  interface Visitor<T> {
    T belowThreshold(BelowThreshold fate);

    T beyondTopK(BeyondTopK fate);

    T tooSmall(TooSmall fate);

    T suppressed(Suppressed fate);

    T beyondLimit(BeyondLimit fate);

    T kept(Kept fate);
  }

  /** Calls the visitor's method for this fate. */
  <T> T accept(Visitor<T> visitor);

  /** The name of the setting that decided, such as {@code nmsThreshold}; null if none did. */
  @Nullable String setting();

  /**
   * Its score was not above the threshold.
   *
   * @param threshold the setting {@code scoreThreshold}
   */
  record BelowThreshold(double threshold) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.belowThreshold(this);
    }

    @Override
    public String setting() {
      return "scoreThreshold";
    }
  }

  /**
   * Its level, or the whole image, has enough better candidates to fill the limit.
   *
   * @param rank its place among the candidates of {@code cut}, from 1
   * @param limit the value of the setting that {@code cut} names
   */
  record BeyondTopK(Cut cut, int rank, int limit) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.beyondTopK(this);
    }

    @Override
    public String setting() {
      return cut.setting();
    }
  }

  /** The settings that limit candidates by their rank. */
  enum Cut {
    /** The limit of each level. */
    LEVEL("topKPerLevel"),
    /** The limit of all levels together. */
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
  record TooSmall(float width, float height, double minSide, SideBound bound) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.tooSmall(this);
    }

    @Override
    public String setting() {
      return "minSide";
    }
  }

  /**
   * A better box of the same class overlaps it too much.
   *
   * @param by the better one, in pixels of the original image
   * @param iou of the two boxes, as NMS compared it
   * @param threshold the setting {@code nmsThreshold}
   */
  record Suppressed(Detection by, double iou, double threshold) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.suppressed(this);
    }

    @Override
    public String setting() {
      return "nmsThreshold";
    }
  }

  /**
   * The image has enough better detections to fill the limit.
   *
   * @param rank its place after NMS, from 1
   * @param limit the setting {@code maxDetections}
   */
  record BeyondLimit(int rank, int limit) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.beyondLimit(this);
    }

    @Override
    public String setting() {
      return "maxDetections";
    }
  }

  /**
   * It is a detection.
   *
   * @param index its index among the image's detections, from 0
   */
  record Kept(int index) implements Fate {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.kept(this);
    }

    @Override
    public @Nullable String setting() {
      return null;
    }
  }
}
