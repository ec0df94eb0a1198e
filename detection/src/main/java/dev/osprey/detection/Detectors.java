package dev.osprey.detection;

import java.util.Map;

/** The catalogue of detectors: the {@code type} of a configuration and its record. */
public final class Detectors {
  /** The type of RetinaFace, whose only class is the face unless classes are named. */
  public static final String RETINAFACE = "retinaface";

  /** The type of Faster R-CNN. */
  static final String FASTER_RCNN = "faster-rcnn";

  private static final Map<String, Class<? extends Detector.Config>> TYPES =
      Map.of(
          "retinanet",
          OneStageDetector.Config.class,
          RETINAFACE,
          OneStageDetector.Config.class,
          FASTER_RCNN,
          FasterRcnn.Config.class);

  private Detectors() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends Detector.Config>> types() {
    return TYPES;
  }
}
