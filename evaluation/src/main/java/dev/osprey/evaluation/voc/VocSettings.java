package dev.osprey.evaluation.voc;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.Metric;
import java.util.Optional;

/**
 * The settings of Pascal VOC's average precision. {@link #standard} returns those of published
 * numbers.
 *
 * @param iouThreshold minimum IoU of a detection and its object, in (0, 1]
 * @param scoreThreshold detections must have a higher score
 * @param maxDetections maximum number of detections per image over all categories; those with the
 *     highest scores are used
 */
public record VocSettings(
    AveragePrecision averagePrecision,
    double iouThreshold,
    double scoreThreshold,
    int maxDetections,
    BoxSideConvention sides) {

  public VocSettings {
    if (!(iouThreshold > 0 && iouThreshold <= 1)) {
      throw new UserError(
          "the IoU threshold of VOC's average precision must be in (0, 1], such as 0.5; it is "
              + iouThreshold);
    }
    if (Double.isNaN(scoreThreshold)) {
      throw new UserError("the score threshold of VOC's average precision is not a number");
    }
    if (maxDetections < 1) {
      throw new UserError(
          "VOC's average precision needs 1 detection per image or more; the limit is "
              + maxDetections);
    }
  }

  /** The settings of published numbers: IoU 0.5, all detections, sides without the last pixel. */
  public static VocSettings standard(AveragePrecision averagePrecision) {
    return new VocSettings(
        averagePrecision,
        0.5,
        Double.NEGATIVE_INFINITY,
        Integer.MAX_VALUE,
        BoxSideConvention.EXCLUSIVE);
  }

  /** The standard settings of a metric; empty if it is not one of VOC's. */
  public static Optional<VocSettings> of(Metric metric) {
    return switch (metric) {
      case COCO -> Optional.empty();
      case VOC -> Optional.of(standard(AveragePrecision.ALL_POINT));
      case VOC07 -> Optional.of(standard(AveragePrecision.ELEVEN_POINT));
    };
  }

  public VocSettings withIouThreshold(double other) {
    return new VocSettings(averagePrecision, other, scoreThreshold, maxDetections, sides);
  }
}
