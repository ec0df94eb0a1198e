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
 * Where the objects of an image stand. The last folder {@code images} of its path becomes {@code
 * labels}, its ending {@code .txt}. Where there is no such folder, beside the image.
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

  /** The paths of images alone tell. */
  static YoloLabelFiles ofPaths() {
    return new YoloLabelFiles(null, null, Map.of());
  }

  /** {@code labels} has the folders of {@code images}. */
  static YoloLabelFiles mirrored(Path images, Path labels) {
    return new YoloLabelFiles(images, labels, Map.of());
  }

  /** Some images' label files are known; of others, their paths tell. */
  static YoloLabelFiles stated(Map<Path, Path> byImage) {
    return new YoloLabelFiles(null, null, byImage);
  }

  /** The file by its usual name, which need not exist. */
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
        // A folder "images" far above, that has nothing to do with the data set, has none beside.
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
   * The label file of an image, or null. Where none has its name, the only one is taken whose name
   * differs by case or by how accents are composed, unless another image has that very name.
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
