package dev.osprey.data.format.reading;

import dev.osprey.data.image.ImageFiles;
import dev.osprey.data.image.ImageFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds image files by name in several folders; the folder of the last hit is tried first. */
public final class ImageFolders {
  private final List<Path> folders;

  /** Images by folder and folded stem. */
  private final Map<Path, Map<String, List<Path>>> indexes = new HashMap<>();

  public ImageFolders(List<Path> folders) {
    this.folders = new ArrayList<>(folders.stream().distinct().filter(Files::isDirectory).toList());
  }

  /**
   * The image file of that name, or null. Names with the backslashes of Windows are understood too.
   */
  public @Nullable Path find(String fileName) {
    Path exact = findExact(fileName);
    return exact == null && fileName.indexOf('\\') >= 0
        ? findExact(fileName.replace('\\', '/'))
        : exact;
  }

  private @Nullable Path findExact(String fileName) {
    for (int i = 0; i < folders.size(); i++) {
      Path candidate = resolve(folders.get(i), fileName);
      if (candidate != null && Files.isRegularFile(candidate)) {
        folders.add(0, folders.remove(i));
        return candidate;
      }
    }
    return null;
  }

  /**
   * The image whose name without its ending is {@code stem}, or null. Where no name is equal, case
   * and the encoding of accents are ignored.
   */
  public @Nullable Path findByStem(String stem) {
    for (int i = 0; i < folders.size(); i++) {
      Path prefix = resolve(folders.get(i), stem);
      Path parent = prefix == null ? null : prefix.getParent();
      if (prefix != null && parent != null) {
        String name = prefix.getFileName().toString();
        List<Path> alike = index(parent).getOrDefault(folded(name), List.of());
        if (!alike.isEmpty()) {
          folders.add(0, folders.remove(i));
          return alike.stream()
              .filter(file -> stem(file).equals(name))
              .findFirst()
              .orElse(alike.get(0));
        }
      }
    }
    return null;
  }

  private Map<String, List<Path>> index(Path folder) {
    return indexes.computeIfAbsent(
        folder,
        here ->
            contents(here).stream()
                .filter(ImageFolders::isImage)
                .sorted(
                    Comparator.comparingInt((Path file) -> ImageFiles.rank(ending(file)))
                        .thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.groupingBy(file -> folded(stem(file)))));
  }

  private static @Nullable Path resolve(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      return null; // no file can have that name
    }
  }

  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Whether the file's name is that of an image; names with a leading dot are not. */
  public static boolean isImage(Path file) {
    return ImageFiles.isImage(file);
  }

  public static boolean isHidden(Path file) {
    return ImageFiles.isHidden(file);
  }

  /** The extension with its dot, in lower case. */
  public static String ending(Path file) {
    return ImageFiles.ending(file);
  }

  /** The name without its extension. */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The folders, as a message lists them. */
  public String list() {
    return folders.isEmpty()
        ? "no folder"
        : folders.stream().sorted().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** The entries of a folder that are not hidden, sorted; empty if it is not a folder. */
  public static List<Path> contents(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !isHidden(entry)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("folder " + folder + " cannot be listed", e);
    }
  }

  /** The images in a folder and all folders below it, sorted; links are followed. */
  public static List<Path> imagesBelow(Path folder) {
    return ImageFolder.read(folder, Integer.MAX_VALUE).images();
  }

  /** The folders in a folder, sorted. */
  public static List<Path> subfolders(Path folder) {
    return contents(folder).stream().filter(Files::isDirectory).toList();
  }
}
