package dev.osprey.cli.output;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes images as a whole: beside their names first, so that none is half written. */
public final class ImageFile {
  private ImageFile() {}

  public static void write(RgbImage image, Path file) {
    String name = String.valueOf(file.getFileName());
    Path beside =
        file.resolveSibling(
            ".part-" + UUID.randomUUID() + name.substring(Math.max(0, name.lastIndexOf('.'))));
    try {
      ImageCodec.write(image, beside);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(beside, e);
      throw new UserError(
          "image "
              + file
              + " cannot be written: "
              + IoReason.of(e)
              + ". Check the folder and its free space",
          e);
    } catch (RuntimeException | Error e) {
      delete(beside, e);
      throw e;
    }
  }

  private static void delete(Path beside, Throwable failure) {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
