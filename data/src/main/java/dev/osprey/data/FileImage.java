package dev.osprey.data;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.image.codec.ReducedImage;
import java.nio.file.Path;

/** An image that is read from a file. */
record FileImage(Path file) implements ImageSource {
  FileImage {
    requireNonNull(file, "the image's path is null");
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public String shortName() {
    Path last = file.getFileName();
    return last == null ? name() : last.toString();
  }

  @Override
  public RgbImage read() {
    return ImageCodec.read(file);
  }

  @Override
  public ReducedImage read(ReducedImage.DivisorChoice choice) {
    return ImageCodec.read(file, choice);
  }

  @Override
  public ImageSize size() {
    return ImageCodec.size(file);
  }

  @Override
  public Object identity() {
    return file.toAbsolutePath().normalize();
  }
}
