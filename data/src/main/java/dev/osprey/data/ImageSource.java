package dev.osprey.data;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the encoded bytes of an image come from: a file, memory, a database. Asked for as often as
 * the image is needed, once an epoch and by several threads at once.
 */
public sealed interface ImageSource permits FileImage, SuppliedImage {

  /** Gives the encoded bytes of an image; called by several threads. */
  @FunctionalInterface
  interface Supplier {
    byte[] bytes() throws IOException;
  }

  /** An image file. */
  static ImageSource of(Path file) {
    return new FileImage(file);
  }

  /**
   * An encoded image in memory, which nobody changes afterwards.
   *
   * @param name in messages and reports; different for different images
   */
  static ImageSource of(String name, byte[] encoded) {
    return new SuppliedImage(name, () -> encoded);
  }

  /**
   * An encoded image that is fetched whenever it is needed.
   *
   * @param name in messages and reports; different for different images
   */
  static ImageSource of(String name, Supplier supplier) {
    return new SuppliedImage(name, supplier);
  }

  /** What messages and reports call the image; of a file its path. */
  String name();

  /** The name where there is little room; of a file without its folders. */
  String shortName();

  /**
   * The image.
   *
   * @throws dev.osprey.core.text.UserError where it cannot be had or decoded; it is named
   */
  RgbImage read();

  /**
   * The size that {@link #read} would give, without decoding where the kind of image allows it.
   *
   * @throws dev.osprey.core.text.UserError where it cannot be had, or is no image
   */
  ImageSize size();

  /** Equal for two samples of the same image. */
  Object identity();
}
