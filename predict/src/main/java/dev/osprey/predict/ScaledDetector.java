package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbPicture;
import java.util.List;

/** Detects in pictures that are resized to a multiple of the size that a detector gives them. */
@FunctionalInterface
public interface ScaledDetector {

  /** One for each picture, in pixels of the given ones; a scale of 1 is plain detecting. */
  List<Detections> detect(List<RgbPicture> pictures, double scale);
}
