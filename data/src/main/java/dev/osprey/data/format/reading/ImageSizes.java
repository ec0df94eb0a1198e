package dev.osprey.data.format.reading;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.codec.ImageCodec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Caches the sizes of image files as the files state them. */
public final class ImageSizes {
  private final Map<Path, Optional<ImageSize>> sizes = new HashMap<>();

  /** The size of an image; empty if it cannot be read, which is reported elsewhere. */
  public Optional<ImageSize> of(Path image) {
    return sizes.computeIfAbsent(image, ImageSizes::read);
  }

  private static Optional<ImageSize> read(Path image) {
    try {
      return Optional.of(ImageCodec.size(image));
    } catch (UserError e) {
      return Optional.empty();
    }
  }
}
