package dev.osprey.cli.output;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Checks that output files and folders can be written before the work starts, by writing a small
 * file beside them.
 */
public final class OutputFile {
  /** Not empty, because an empty file can be created on a full disk. */
  private static final byte[] PROBE = new byte[4096];

  private OutputFile() {}

  /**
   * Checks that a file does not exist and can be written.
   *
   * @param option the option that names the file, for the message
   * @throws UserError if the file exists or cannot be written
   */
  public static void requireWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new UserError(option + " " + file + ": this is a folder; name a file in it");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(file + ": exists already; name another file, or remove this one");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || file.getFileName().toString().isEmpty()) {
      throw new UserError(option + " " + file + ": this is not a file name");
    }
    requireFolder(option, file, folder);
    probe(option, file, folder);
  }

  /**
   * Returns a file beside a JSON file, such as {@code dets.why.json} beside {@code dets.json}.
   *
   * @param ending such as {@code .why.json}
   */
  public static Path beside(Path json, String ending) {
    String name = String.valueOf(json.getFileName());
    String stem = name.endsWith(".json") ? name.substring(0, name.length() - 5) : name;
    return json.resolveSibling(stem + ending);
  }

  /** Throws a user error if a new folder cannot be made or written to. */
  static void requireWritableFolder(String option, Path wanted) {
    Path folder = wanted.toAbsolutePath();
    while (folder != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      folder = folder.getParent();
    }
    if (folder != null) {
      requireFolder(option, wanted, folder);
      probe(option, wanted, folder);
    }
  }

  private static void requireFolder(String option, Path wanted, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          option
              + " "
              + wanted
              + ": "
              + folder
              + (Files.exists(folder)
                  ? " is not a folder; name another place"
                  : " does not exist; create that folder, or name another place"));
    }
  }

  private static void probe(String option, Path wanted, Path folder) {
    try {
      Path probe = Files.createTempFile(folder, ".osprey-", ".probe");
      try {
        Files.write(probe, PROBE);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new UserError(
          option
              + " "
              + wanted
              + ": nothing can be written in "
              + folder
              + " ("
              + reason(e)
              + "); free space, fix its permissions, or name another place",
          e);
    }
  }

  private static String reason(IOException e) {
    boolean isGone = e instanceof NoSuchFileException;
    return isGone || (!(e instanceof FileSystemException) && e.getMessage() == null)
        ? "the folder cannot be used"
        : IoReason.of(e);
  }
}
