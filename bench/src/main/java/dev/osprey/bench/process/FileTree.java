package dev.osprey.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder with all that it holds, or a file. */
public final class FileTree {
  private FileTree() {}

  /** The files and folders of it, itself first; empty if it does not exist. */
  static List<Path> of(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.sorted().toList();
    }
  }

  /** Deletes it; nothing happens if it does not exist. */
  public static void delete(Path root) throws IOException {
    for (Path file : of(root).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(file);
    }
  }
}
