package dev.osprey.data;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbPicture;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the encoded bytes of a picture come from: a file, memory, a database. Asked for as often as
 * the picture is needed, once an epoch and by several threads at once.
 */
public sealed interface ImageSource permits ImageFile, SuppliedImage {

  /** Gives the encoded bytes of a picture; called by several threads. */
  @FunctionalInterface
  interface Supplier {
    byte[] bytes() throws IOException;
  }

  /** A picture file. */
  static ImageSource of(Path file) {
    return new ImageFile(file);
  }

  /**
   * An encoded picture in memory, which nobody changes afterwards.
   *
   * @param name in messages and reports; different for different pictures
   */
  static ImageSource of(String name, byte[] encoded) {
    return new SuppliedImage(name, () -> encoded);
  }

  /**
   * An encoded picture that is fetched whenever it is needed.
   *
   * @param name in messages and reports; different for different pictures
   */
  static ImageSource of(String name, Supplier supplier) {
    return new SuppliedImage(name, supplier);
  }

  /** What messages and reports call the picture; of a file its path. */
  String name();

  /** The name where there is little room; of a file without its folders. */
  String shortName();

  /**
   * The picture.
   *
   * @throws dev.osprey.core.UserError where it cannot be had or decoded; it is named
   */
  RgbPicture read();

  /**
   * The size that {@link #read} would give, without decoding where the kind of picture allows it.
   *
   * @throws dev.osprey.core.UserError where it cannot be had, or is no picture
   */
  ImageSize size();

  /** Equal for two samples of the same picture. */
  Object identity();
}
