package dev.osprey.data.loader;

import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.transform.ResizedGeometry;

/**
 * One image of a batch: where it came from, its sizes, and its objects as the network sees them.
 *
 * @param geometry sizes before and after resizing, and how boxes go between them; the original is
 *     the image as decoded, after its EXIF orientation and any augmentation
 * @param boxes packed xyxy, pixels of the resized image; training targets only
 * @param labels from 0, one for each box
 * @param ignored packed xyxy, pixels of the resized image: regions in which a detection is neither
 *     right nor wrong. Crowds always, difficult objects where the loader says so
 * @param landmarks of each box 10 numbers, packed xy, pixels of the resized image; NaN where a
 *     face's are unknown. Empty where no object of the image has any
 */
public record BatchImage(
    Sample sample,
    ResizedGeometry geometry,
    float[] boxes,
    int[] labels,
    float[] ignored,
    float[] landmarks) {

  /** Objects without landmarks. */
  public BatchImage(
      Sample sample, ResizedGeometry geometry, float[] boxes, int[] labels, float[] ignored) {
    this(sample, geometry, boxes, labels, ignored, new float[0]);
  }

  /** Size before resizing. */
  public ImageSize original() {
    return geometry.original();
  }

  /** Size inside the batch, before padding. */
  public ImageSize resized() {
    return geometry.resized();
  }
}
