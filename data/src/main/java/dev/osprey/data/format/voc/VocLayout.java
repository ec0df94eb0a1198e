package dev.osprey.data.format.voc;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a VOC data set, or of one split of it.
 *
 * @param root holds images and lists
 * @param annotations the folder of annotation files
 */
record VocLayout(Path root, Path annotations) {
  /** Names of folders with annotation files, in lower case. */
  private static final List<String> ANNOTATIONS =
      List.of("annotations", "annots", "annotation", "xmls", "xml", "labels");

  private static final List<String> IMAGES =
      List.of("jpegimages", "images", "imgs", "image", "pictures");

  /** The layouts in a folder: its own, otherwise those of its subfolders. */
  static List<VocLayout> in(Path folder) {
    VocLayout own = of(folder);
    if (own != null) {
      return List.of(own);
    }
    List<VocLayout> below = new ArrayList<>();
    for (Path sub : ImageFolders.subfolders(folder)) {
      VocLayout layout = ImageFolders.isHidden(sub) ? null : of(sub);
      if (layout != null) {
        below.add(layout);
      }
    }
    return below;
  }

  private static @Nullable VocLayout of(Path folder) {
    for (Path sub : named(folder, ANNOTATIONS)) {
      if (!xmlFiles(sub).isEmpty()) {
        return new VocLayout(folder, sub);
      }
      for (Path deeper : named(sub, ANNOTATIONS)) {
        if (!xmlFiles(deeper).isEmpty()) {
          return new VocLayout(folder, deeper);
        }
      }
    }
    return isFlat(folder) ? new VocLayout(folder, folder) : null;
  }

  /** Whether annotation files are beside their images; other XML files are beside none. */
  private static boolean isFlat(Path folder) {
    List<Path> files = xmlFiles(folder);
    if (files.isEmpty()) {
      return false;
    }
    ImageFolders images = new ImageFolders(List.of(folder));
    return files.stream().anyMatch(file -> images.findByStem(ImageFolders.stem(file)) != null);
  }

  /** The folders in a folder that have one of the names, in the names' order. */
  private static List<Path> named(Path folder, List<String> names) {
    List<Path> found = new ArrayList<>();
    List<Path> subfolders = ImageFolders.subfolders(folder);
    for (String name : names) {
      for (Path sub : subfolders) {
        if (sub.getFileName().toString().toLowerCase(Locale.ROOT).equals(name)) {
          found.add(sub);
        }
      }
    }
    return found;
  }

  /** The annotation files of a folder, sorted. */
  static List<Path> xmlFiles(Path folder) {
    return ImageFolders.contents(folder).stream()
        .filter(file -> ImageFolders.ending(file).equals(".xml"))
        .filter(file -> !ImageFolders.isHidden(file))
        .toList();
  }

  List<Path> xmlFiles() {
    return xmlFiles(annotations);
  }

  String name() {
    return root.getFileName() == null ? root.toString() : root.getFileName().toString();
  }

  /** Folders that may hold the images, the likeliest first. */
  List<Path> imageFolders() {
    List<Path> folders = new ArrayList<>(named(root, IMAGES));
    folders.add(annotations);
    folders.add(root);
    return folders;
  }

  /**
   * The lists of the splits by name: those of {@code ImageSets/Main}, or of {@code ImageSets}, or
   * those with usual names beside the folders.
   */
  Map<String, Path> lists() {
    for (Path folder : List.of(Path.of("ImageSets", "Main"), Path.of("ImageSets"))) {
      Map<String, Path> lists = textFiles(root.resolve(folder));
      if (!lists.isEmpty()) {
        return lists;
      }
    }
    Map<String, Path> lists = textFiles(root);
    lists.keySet().removeIf(name -> !SplitNames.isUsual(name));
    return lists;
  }

  private static Map<String, Path> textFiles(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : ImageFolders.contents(folder)) {
      if (ImageFolders.ending(file).equals(".txt") && Files.isRegularFile(file)) {
        files.put(ImageFolders.stem(file), file);
      }
    }
    return files;
  }

  /** The splits that a user can choose: {@code dog_train} is the list of one class. */
  List<String> splits() {
    Map<String, Path> lists = lists();
    return lists.keySet().stream()
        .filter(
            name ->
                name.indexOf('_') < 0
                    || !lists.containsKey(name.substring(name.lastIndexOf('_') + 1)))
        .toList();
  }

  /**
   * The list of a split; the only list where no split is named; null if the data set has no lists
   * and is read whole.
   *
   * @throws UserError if there is no such split, or several and none is named
   */
  @Nullable Path list(@Nullable String split) {
    Map<String, Path> lists = lists();
    if (split == null && lists.size() < 2) {
      return lists.values().stream().findFirst().orElse(null);
    }
    String name = split == null ? null : SplitNames.resolve(split, lists.keySet());
    if (name != null) {
      return lists.get(name);
    }
    if (split == null) {
      throw new UserError(
          root + " has several splits. Pass --split with one of " + String.join(", ", splits()));
    }
    if (lists.isEmpty()) {
      throw new UserError(
          root
              + " has no split \""
              + split
              + "\", and no other: there is not a list of images. Leave the split out (no --split;"
              + " split: null in a configuration) to read all "
              + xmlFiles().size()
              + " annotated images, or write ImageSets/Main/"
              + split
              + ".txt with one image name a line");
    }
    throw new UserError(
        root
            + " has no split \""
            + split
            + "\". Pass --split with one of "
            + String.join(", ", splits())
            + ", or write ImageSets/Main/"
            + split
            + ".txt with one image name a line");
  }
}
