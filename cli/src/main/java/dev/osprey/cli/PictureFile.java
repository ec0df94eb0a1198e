package dev.osprey.cli;

import dev.osprey.core.IoReason;
import dev.osprey.core.UserError;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes pictures as a whole: beside their names first, so that none is half written. */
final class PictureFile {
  private PictureFile() {}

  static void write(RgbPicture picture, Path file) {
    String name = String.valueOf(file.getFileName());
    Path beside =
        file.resolveSibling(
            ".part-" + UUID.randomUUID() + name.substring(Math.max(0, name.lastIndexOf('.'))));
    try {
      PictureCodec.write(picture, beside);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(beside, e);
      throw new UserError(
          "picture "
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
