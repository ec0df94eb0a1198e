package dev.osprey.detection;

import dev.osprey.detection.fasterrcnn.FasterRcnn;
import dev.osprey.detection.onestage.RetinaFaceConfig;
import dev.osprey.detection.onestage.RetinaNetConfig;
import java.util.Map;

/** The catalogue of detectors: the {@code type} of a configuration and its record. */
public final class Detectors {
  private static final Map<String, Class<? extends Detector.Config>> TYPES =
      Map.of(
          "retinanet", RetinaNetConfig.class,
          "retinaface", RetinaFaceConfig.class,
          "faster-rcnn", FasterRcnn.Config.class);

  private Detectors() {}

  /** Configuration record by name; unmodifiable. */
  public static Map<String, Class<? extends Detector.Config>> types() {
    return TYPES;
  }
}
