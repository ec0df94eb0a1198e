package dev.osprey.data.format.yolo;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.EntryProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder that the names of a {@code data.yaml} start from.
 *
 * @param file the {@code data.yaml}
 */
record YoloRoot(Path file, Path folder) {

  /**
   * Finds the folder: {@code images} where it is given; otherwise {@code path}, relative to the
   * file's own folder; otherwise that folder.
   */
  static YoloRoot of(YoloConfig config, @Nullable Path images, EntryProblems problems) {
    if (images != null) {
      return new YoloRoot(config.file(), images);
    }
    Path own = ownFolder(config.file());
    String path = config.path();
    if (path == null) {
      return new YoloRoot(config.file(), own);
    }
    WrittenPath written = new WrittenPath(path);
    Path stated = written.in(own);
    if (stated != null && Files.isDirectory(stated)) {
      return new YoloRoot(config.file(), stated);
    }
    // Usually written on another machine, and moved together with the images.
    String fault = written.escapeFault();
    problems.warn(
        config.file()
            + ": path "
            + written.shown()
            + " is missing"
            + (fault.isEmpty() ? "" : " (" + fault + ")")
            + "; names start from "
            + own);
    return new YoloRoot(config.file(), own);
  }

  /** Folders that may hold a file that the {@code data.yaml} names. */
  static List<Path> folders(Path file, @Nullable String path) {
    Path own = ownFolder(file);
    Path stated = path == null ? null : new WrittenPath(path).in(own);
    return stated == null ? List.of(own) : List.of(stated, own);
  }

  private static Path ownFolder(Path file) {
    Path beside = file.toAbsolutePath().getParent();
    return beside == null ? Path.of("") : beside;
  }

  /** The file or folder that a split names. */
  Path find(String name, String part, EntryProblems problems) {
    WrittenPath written = new WrittenPath(name);
    Path found = written.in(folder);
    if (found == null) {
      WrittenPath stripped = new WrittenPath(name.strip());
      // Exports write ../train/images but put data.yaml beside train; Ultralytics corrects this
      // too.
      String slashed = stripped.slashed();
      found = stripped.in(folder);
      found =
          found == null && slashed.startsWith("../")
              ? new WrittenPath(slashed.substring(3)).in(folder)
              : found;
    }
    if (found == null) {
      found = written.endIn(folder);
      if (found != null) {
        problems.warn(
            file + ": " + part + " names " + name + ", which is missing; " + found + " is read");
      }
    }
    if (found == null) {
      throw missing(written, part);
    }
    return found;
  }

  private UserError missing(WrittenPath written, String part) {
    String fault = written.escapeFault();
    return new UserError(
        file
            + ": "
            + part
            + " names "
            + written.shown()
            + (fault.isEmpty()
                ? ", but there is no " + folder.resolve(written.slashed()).normalize()
                : ", which does not exist: " + fault)
            + ". Fix the entry or pass --images DIR, from which it starts");
  }
}
