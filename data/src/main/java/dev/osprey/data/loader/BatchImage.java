package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.ResizedGeometry;

/**
 * One image of a batch: its sizes before and after resizing, and for training and evaluation its
 * sample and targets.
 */
public sealed interface BatchImage permits InferenceImage, LabelledImage {

  /**
   * Sizes before and after resizing, and how boxes are scaled between them. The original is the
   * image as decoded, after its EXIF orientation and any augmentation.
   */
  ResizedGeometry geometry();

  /** Size before resizing. */
  default ImageSize original() {
    return geometry().original();
  }

  /** Size inside the batch, before padding. */
  default ImageSize resized() {
    return geometry().resized();
  }
}
