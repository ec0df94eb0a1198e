package dev.osprey.data;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.nio.file.Path;

/** A picture in a file. */
record ImageFile(Path file) implements ImageSource {
  ImageFile {
    requireNonNull(file, "the picture's path is null");
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
  public RgbPicture read() {
    return PictureCodec.read(file);
  }

  @Override
  public ImageSize size() {
    return PictureCodec.size(file);
  }

  @Override
  public Object identity() {
    return file.toAbsolutePath().normalize();
  }
}
