package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ultralytics' {@code data.yaml}. Only its keys {@code path}, {@code train}, {@code val}, {@code
 * test}, {@code names}, {@code nc} and {@code kpt_shape} are read; {@code download}, which
 * Ultralytics runs, is ignored.
 *
 * @param file the file itself, for messages
 * @param path {@code path} as written, or null
 * @param entries the folders, lists and files that each split names, as written
 * @param keypoints null if labels have none
 */
public record YoloConfig(
    Path file,
    @Nullable String path,
    Map<String, List<String>> entries,
    LabelMap labels,
    @Nullable YoloKeypoints keypoints) {
  private static final List<String> PARTS = List.of("train", "val", "test", "minival");
  private static final List<String> FILE_NAMES =
      List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml");

  /** Larger YAML files are not data sets and are not read. */
  private static final long LARGEST = 4L << 20;

  /**
   * The file in a data set's folder, or null: one of the usual names, or the only one that names
   * classes and images.
   *
   * @throws UserError if several could be meant
   */
  static @Nullable Path in(Path folder) {
    for (String name : FILE_NAMES) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    List<Path> others =
        ImageFolders.contents(folder).stream()
            .filter(file -> isYaml(file) && !ImageFolders.isHidden(file) && isConfig(file))
            .toList();
    if (others.size() > 1) {
      throw new UserError(
          folder
              + " has several files that name classes and images: "
              + others.stream()
                  .map(file -> file.getFileName().toString())
                  .collect(Collectors.joining(", "))
              + ". Pass --annotations with one of them");
    }
    return others.isEmpty() ? null : others.get(0);
  }

  static boolean isYaml(Path file) {
    return Files.isRegularFile(file)
        && List.of(".yaml", ".yml").contains(ImageFolders.ending(file));
  }

  private static boolean isConfig(Path file) {
    try {
      return Files.size(file) <= LARGEST
          && YamlTree.read(file) instanceof YamlTree.Mapping tree
          && tree.get("names") != null
          && (tree.get("train") != null || tree.get("val") != null);
    } catch (IOException | UserError e) {
      return false; // a file of another program
    }
  }

  public static YoloConfig read(Path file) {
    if (!(YamlTree.read(file) instanceof YamlTree.Mapping tree)) {
      throw new UserError(
          file + " is not a YOLO data set: it should have the keys train and names");
    }
    Map<String, List<String>> entries = new TreeMap<>();
    for (String part : PARTS) {
      List<String> texts = texts(tree.get(part), file, part);
      if (!texts.isEmpty()) {
        entries.put(part, texts);
      }
    }
    if (entries.isEmpty()) {
      throw new UserError(
          file + " names no images: it has none of the keys " + String.join(", ", PARTS));
    }
    String path =
        tree.get("path") instanceof YamlTree.Scalar text && !text.text().isBlank()
            ? text.text()
            : null;
    return new YoloConfig(
        file,
        path,
        entries,
        new YoloNames(file, YoloRoot.folders(file, path)).read(tree),
        YoloKeypoints.of(tree.get("kpt_shape"), file));
  }

  private static List<String> texts(@Nullable YamlTree value, Path file, String key) {
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    List<YamlTree> items = value instanceof YamlTree.Listing list ? list.items() : List.of(value);
    for (YamlTree item : items) {
      if (!(item instanceof YamlTree.Scalar scalar)) {
        throw new UserError(
            file
                + ": "
                + key
                + " is "
                + OneLine.of(value.toString(), 200)
                + "; it is a folder, a .txt list, or a list of these");
      }
      if (!scalar.isNull() && !scalar.text().isBlank()) {
        texts.add(scalar.text());
      }
    }
    return texts;
  }

  List<String> splits() {
    return List.copyOf(entries.keySet());
  }

  /** The name and the entries of the split that a source names. */
  Map.Entry<String, List<String>> part(@Nullable String split) {
    String part =
        split != null
            ? SplitNames.resolve(split, entries.keySet())
            : entries.size() == 1 ? entries.keySet().iterator().next() : null;
    List<String> names = part == null ? null : entries.get(part);
    if (part == null || names == null) {
      throw SplitNames.unclear(file, split, splits());
    }
    return Map.entry(part, names);
  }
}
