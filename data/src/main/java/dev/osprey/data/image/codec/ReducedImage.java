package dev.osprey.data.image.codec;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;

/**
 * An image that was decoded at 1/1, 1/2, 1/4 or 1/8 of its sides.
 *
 * @param image the pixels; sides are rounded up
 * @param whole the size of the image in its file, after its EXIF orientation
 */
public record ReducedImage(RgbImage image, ImageSize whole) {

  /** Chooses by how much an image is reduced. */
  @FunctionalInterface
  public interface DivisorChoice {
    /** No image is reduced. */
    DivisorChoice WHOLE = whole -> 1;

    /**
     * Returns 1, 2, 4 or 8, by which both sides are divided.
     *
     * @param whole the size of the image in its file, after its EXIF orientation
     */
    int divisor(ImageSize whole);
  }

  static ReducedImage whole(RgbImage image) {
    return new ReducedImage(image, image.size());
  }
}
