package dev.osprey.data.transform;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;

/**
 * An image's size before and after resizing, and the scaling of boxes between the two.
 *
 * @param scale the requested scale, before sides were rounded
 */
public record ResizedGeometry(
    ImageSize original, ImageSize resized, double scale, BoxScaling boxScaling) {
  /**
   * The largest number of pixels, 11585 x 11585: half a gigabyte for each channel, and many times
   * that in the network.
   */
  private static final long MAXIMUM_PIXELS = 1L << 27;

  public ResizedGeometry {
    long pixels = (long) resized.height() * resized.width();
    if (pixels > MAXIMUM_PIXELS && !resized.equals(original)) {
      throw new UserError(
          "an image of "
              + original
              + " pixels would have "
              + resized
              + " after resizing, more than the limit of "
              + MAXIMUM_PIXELS
              + " in all. Give a smaller size in resize, or leave the image out");
    }
  }

  /**
   * Converts boxes or points from the original image to the resized one.
   *
   * @param boxes packed xyxy, or points packed xy: pixels of the original image
   */
  public float[] toResized(float[] boxes) {
    if (boxScaling == BoxScaling.PER_AXIS) {
      return scale(boxes, original, resized);
    }
    float[] scaled = new float[boxes.length];
    for (int i = 0; i < boxes.length; i++) {
      scaled[i] = (float) (boxes[i] * scale);
    }
    return scaled;
  }

  /**
   * Converts boxes or points from the resized image to the original one.
   *
   * @param boxes packed xyxy, or points packed xy: pixels of the resized image
   */
  public float[] toOriginal(float[] boxes) {
    if (boxScaling == BoxScaling.PER_AXIS) {
      return scale(boxes, resized, original);
    }
    float[] scaled = new float[boxes.length];
    for (int i = 0; i < boxes.length; i++) {
      scaled[i] = boxes[i] / (float) scale;
    }
    return scaled;
  }

  /** torchvision's {@code resize_boxes}: a ratio in float32 for each axis, in both directions. */
  private static float[] scale(float[] boxes, ImageSize from, ImageSize to) {
    float ratioX = (float) to.width() / (float) from.width();
    float ratioY = (float) to.height() / (float) from.height();
    float[] scaled = new float[boxes.length];
    for (int i = 0; i < boxes.length; i += 2) {
      scaled[i] = boxes[i] * ratioX;
      scaled[i + 1] = boxes[i + 1] * ratioY;
    }
    return scaled;
  }
}
