package dev.osprey.predict.views;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import java.util.List;

/** Detects in images that are resized to a multiple of the size that a detector gives them. */
@FunctionalInterface
public interface ScaledDetector {

  /** One for each image, in pixels of the given ones; a scale of 1 is plain detecting. */
  List<Detections> detect(List<RgbImage> images, double scale);
}
