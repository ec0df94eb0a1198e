package dev.osprey.data.synthetic;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes a folder under a temporary name and then renames it, so that a folder of the final name is
 * always complete.
 */
final class DrawnFolder {
  private DrawnFolder() {}

  /** Fills the temporary folder. */
  interface Content {
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Makes {@code folder}.
   *
   * @throws UserError if it exists already or cannot be written
   */
  static void make(Path folder, Content content) {
    Path target = folder.toAbsolutePath();
    if (Files.exists(target)) {
      throw new UserError(folder + " exists already. Delete it or name another folder");
    }
    Path beside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(beside);
      content.writeTo(beside);
      Files.move(beside, target);
    } catch (FileAlreadyExistsException e) {
      throw new UserError(folder + " was made by another process", e);
    } catch (IOException e) {
      throw new UserError(
          folder
              + " cannot be written: "
              + IoReason.of(e)
              + ". Check the folder and its free space",
          e);
    } finally {
      deleteIfLeft(beside);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Deletes a temporary folder; failures are ignored, because the first failure is the one to
   * report.
   */
  private static void deleteIfLeft(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      return;
    }
  }
}
