package dev.osprey.data;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ReducedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The source of an image's encoded bytes: a file, memory, a database. It is read each time the
 * image is needed: once an epoch, and by several threads at once.
 */
public sealed interface ImageSource permits FileImage, SuppliedImage {

  /** Returns the encoded bytes of an image; called by several threads. */
  @FunctionalInterface
  interface Supplier {
    byte[] bytes() throws IOException;
  }

  /** An image file. */
  static ImageSource of(Path file) {
    return new FileImage(file);
  }

  /**
   * An encoded image in memory; the array must not be changed afterwards.
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

  /** The name of the image in messages and reports; the path of a file. */
  String name();

  /** The short name; for a file the name without its folders. */
  String shortName();

  /**
   * Reads and decodes the image.
   *
   * @throws dev.osprey.core.text.UserError if it cannot be read or decoded; the image is named
   */
  RgbImage read();

  /**
   * Reads the image and decodes it at the scale that {@code choice} gives, where its kind allows
   * it.
   *
   * @throws dev.osprey.core.text.UserError if it cannot be read or decoded; the image is named
   */
  ReducedImage read(ReducedImage.DivisorChoice choice);

  /**
   * The size that {@link #read} would give, without decoding where the kind of image allows it.
   *
   * @throws dev.osprey.core.text.UserError if it cannot be read, or is not an image
   */
  ImageSize size();

  /** Equal for two samples of the same image. */
  Object identity();
}
