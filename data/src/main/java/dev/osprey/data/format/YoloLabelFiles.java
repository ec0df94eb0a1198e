package dev.osprey.data.format;

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
 * Where the objects of a picture stand. The last folder {@code images} of its path becomes {@code
 * labels}, its ending {@code .txt}. Where there is no such folder, beside the picture.
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

  /** The paths of pictures alone tell. */
  static YoloLabelFiles ofPaths() {
    return new YoloLabelFiles(null, null, Map.of());
  }

  /** {@code labels} has the folders of {@code images}. */
  static YoloLabelFiles mirrored(Path images, Path labels) {
    return new YoloLabelFiles(images, labels, Map.of());
  }

  /** Some pictures' label files are known; of others, their paths tell. */
  static YoloLabelFiles stated(Map<Path, Path> byPicture) {
    return new YoloLabelFiles(null, null, byPicture);
  }

  /** The file by its usual name, which need not exist. */
  Path expected(Path picture) {
    Path known = stated.get(picture);
    if (known != null) {
      return known;
    }
    String name = PictureFolders.stem(picture) + ".txt";
    if (imageFolder != null && labelFolder != null) {
      return labelFolder.resolve(imageFolder.relativize(picture)).resolveSibling(name);
    }
    Path absolute = picture.toAbsolutePath();
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
    return picture.resolveSibling(name);
  }

  private static Path beginning(Path absolute, int names) {
    return absolute.getRoot().resolve(absolute.subpath(0, names));
  }

  /**
   * The label file of a picture, or null. Where none has its name, the only one is taken whose name
   * differs by case or by how accents are composed, unless another picture has that very name.
   */
  @Nullable Path find(Path picture) {
    Path expected = expected(picture);
    if (Files.isRegularFile(expected)) {
      return expected;
    }
    Path folder = expected.toAbsolutePath().getParent();
    List<Path> alike =
        folder == null
            ? List.of()
            : index(folder).getOrDefault(folded(PictureFolders.stem(expected)), List.of());
    return alike.size() == 1 && !belongsToAnother(alike.get(0), picture) ? alike.get(0) : null;
  }

  private static boolean belongsToAnother(Path label, Path picture) {
    String stem = PictureFolders.stem(label);
    Path folder = picture.toAbsolutePath().resolveSibling("");
    return PictureFolders.contents(folder).stream()
        .anyMatch(file -> PictureFolders.isPicture(file) && PictureFolders.stem(file).equals(stem));
  }

  private Map<String, List<Path>> index(Path folder) {
    return indexes.computeIfAbsent(
        folder,
        here ->
            PictureFolders.contents(here).stream()
                .filter(file -> PictureFolders.ending(file).equals(".txt"))
                .collect(Collectors.groupingBy(file -> folded(PictureFolders.stem(file)))));
  }

  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
