package dev.osprey.inference.views;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.Detections;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A detector of objects in images: in each image as a whole, or in several views of it. Boxes and
 * landmarks are in pixels of the given image, after its EXIF orientation. A {@code null} image
 * throws a {@link NullPointerException} that states which image it is; an empty list has an empty
 * result.
 */
@FunctionalInterface
public interface ImageDetector {

  /**
   * Finds objects in several decoded images, whose sizes may differ.
   *
   * @return one for each image, in their order
   */
  List<Detections> detect(List<RgbImage> images);

  /**
   * Returns a copy of the list of images, none of them null.
   *
   * @throws NullPointerException that states what is null
   */
  static List<RgbImage> requireImages(List<RgbImage> images) {
    List<RgbImage> own = new ArrayList<>(requireNonNull(images, "the list of images is null"));
    int missing = own.indexOf(null);
    if (missing >= 0) {
      throw new NullPointerException("image " + (missing + 1) + " of " + own.size() + " is null");
    }
    return Collections.unmodifiableList(own);
  }

  /** Finds objects in a decoded image. */
  default Detections detect(RgbImage image) {
    return detect(List.of(requireNonNull(image, "the image is null"))).get(0);
  }

  /** Finds objects in an image file. */
  default Detections detect(Path image) {
    return detect(ImageCodec.read(requireNonNull(image, "the image's path is null")));
  }

  /** Finds objects in an encoded image: JPEG, PNG, WebP, BMP, TIFF. */
  default Detections detect(byte[] encoded) {
    requireNonNull(encoded, "the image's bytes are null");
    return detect(ImageCodec.decode(encoded, "image of " + encoded.length + " bytes"));
  }

  /** Finds objects in a Java2D image. */
  default Detections detect(BufferedImage image) {
    return detect(RgbImage.of(requireNonNull(image, "the image is null")));
  }
}
