package dev.osprey.data.format.yolo;

import dev.osprey.data.format.reading.ImageFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the label file of an image. The last folder {@code images} of the path becomes {@code
 * labels}, and the extension {@code .txt}. Without such a folder, the label file is beside the
 * image.
 */
final class YoloLabelFiles {
  private final @Nullable Path imageFolder;
  private final @Nullable Path labelFolder;
  private final Map<Path, Path> stated;

  /** Label files by folder and folded stem. */
  private final Map<Path, Map<String, List<Path>>> indexes = new HashMap<>();

  private YoloLabelFiles(
      @Nullable Path imageFolder, @Nullable Path labelFolder, Map<Path, Path> stated) {
    this.imageFolder = imageFolder;
    this.labelFolder = labelFolder;
    this.stated = Map.copyOf(stated);
  }

  /** Finds label files only by the paths of the images. */
  static YoloLabelFiles ofPaths() {
    return new YoloLabelFiles(null, null, Map.of());
  }

  /** Finds label files in {@code labels}, which has the same subfolders as {@code images}. */
  static YoloLabelFiles mirrored(Path images, Path labels) {
    return new YoloLabelFiles(images, labels, Map.of());
  }

  /** Knows the label files of some images, and finds others by the paths of the images. */
  static YoloLabelFiles stated(Map<Path, Path> byImage) {
    return new YoloLabelFiles(null, null, byImage);
  }

  /** The label file by its usual name; it may not exist. */
  Path expected(Path image) {
    Path known = stated.get(image);
    if (known != null) {
      return known;
    }
    String name = ImageFolders.stem(image) + ".txt";
    if (imageFolder != null && labelFolder != null) {
      return labelFolder.resolve(imageFolder.relativize(image)).resolveSibling(name);
    }
    Path absolute = image.toAbsolutePath();
    for (int i = absolute.getNameCount() - 2; i >= 0; i--) {
      if (absolute.getName(i).toString().equals("images")) {
        Path before = i == 0 ? absolute.getRoot() : beginning(absolute, i);
        Path labels = before.resolve("labels");
        // A folder "images" far above, which does not belong to the data set, has no folder
        // "labels" beside it.
        if (Files.isDirectory(labels)) {
          Path rest = absolute.subpath(i + 1, absolute.getNameCount());
          return labels.resolve(rest).resolveSibling(name);
        }
        break;
      }
    }
    return image.resolveSibling(name);
  }

  private static Path beginning(Path absolute, int names) {
    return absolute.getRoot().resolve(absolute.subpath(0, names));
  }

  /**
   * The label file of an image, or null. Where no file has the exact name, the only one that
   * differs by case or by the encoding of accents is used, unless another image has that name.
   */
  @Nullable Path find(Path image) {
    Path expected = expected(image);
    if (Files.isRegularFile(expected)) {
      return expected;
    }
    Path folder = expected.toAbsolutePath().getParent();
    List<Path> alike =
        folder == null
            ? List.of()
            : index(folder).getOrDefault(folded(ImageFolders.stem(expected)), List.of());
    return alike.size() == 1 && !belongsToAnother(alike.get(0), image) ? alike.get(0) : null;
  }

  private static boolean belongsToAnother(Path label, Path image) {
    String stem = ImageFolders.stem(label);
    Path folder = image.toAbsolutePath().resolveSibling("");
    return ImageFolders.contents(folder).stream()
        .anyMatch(file -> ImageFolders.isImage(file) && ImageFolders.stem(file).equals(stem));
  }

  private Map<String, List<Path>> index(Path folder) {
    return indexes.computeIfAbsent(
        folder,
        here ->
            ImageFolders.contents(here).stream()
                .filter(file -> ImageFolders.ending(file).equals(".txt"))
                .collect(Collectors.groupingBy(file -> folded(ImageFolders.stem(file)))));
  }

  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
