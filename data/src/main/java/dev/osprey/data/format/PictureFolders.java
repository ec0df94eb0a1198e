package dev.osprey.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders that a picture's file name may start from; the one that held the last is tried first. */
final class PictureFolders {
  private final List<Path> folders;

  PictureFolders(List<Path> folders) {
    this.folders = new ArrayList<>(folders.stream().distinct().filter(Files::isDirectory).toList());
  }

  /** The picture file of that name, or null. */
  @Nullable Path find(String fileName) {
    for (int i = 0; i < folders.size(); i++) {
      Path candidate = folders.get(i).resolve(fileName);
      if (Files.isRegularFile(candidate)) {
        folders.add(0, folders.remove(i));
        return candidate;
      }
    }
    return null;
  }

  /** The folders, as a message lists them. */
  String list() {
    return folders.isEmpty()
        ? "no folder"
        : folders.stream().sorted().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** What lies in a folder, sorted; nothing where it is no folder. */
  static List<Path> contents(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " cannot be listed", e);
    }
  }

  /** The folders in a folder, sorted. */
  static List<Path> subfolders(Path folder) {
    return contents(folder).stream().filter(Files::isDirectory).toList();
  }
}
