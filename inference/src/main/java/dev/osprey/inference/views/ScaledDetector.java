package dev.osprey.inference.views;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import java.util.List;

/** A detector that resizes images to a multiple of its usual size. */
@FunctionalInterface
public interface ScaledDetector {

  /**
   * The detections in each image, in pixels of the given image; scale 1 is the detector's usual
   * size.
   */
  List<Detections> detect(List<RgbImage> images, double scale);
}
