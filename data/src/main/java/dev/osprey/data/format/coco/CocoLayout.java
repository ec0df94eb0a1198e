package dev.osprey.data.format.coco;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the annotation files and the images of a COCO data set. */
final class CocoLayout {
  private static final Pattern INSTANCES = Pattern.compile("(?:instances_)?(.+)\\.json");
  private static final Pattern OTHER_TASKS =
      Pattern.compile("(captions|person_keypoints|stuff|panoptic|image_info)_.*");

  /** The file name that exports of labelling sites use beside the images of a split. */
  private static final String BESIDE = "_annotations.coco.json";

  private CocoLayout() {}

  /**
   * Annotation files by split.
   *
   * @param places folders of {@code folder} in which {@code *.json} are annotation files
   */
  static Map<String, Path> annotationFiles(Path folder, List<String> places) {
    Map<String, Path> files = new TreeMap<>();
    for (String place : places) {
      for (Path file : ImageFolders.contents(folder.resolve(place))) {
        Matcher name = INSTANCES.matcher(file.getFileName().toString());
        if (name.matches() && !OTHER_TASKS.matcher(name.group()).matches()) {
          boolean outright = name.group().startsWith("instances_");
          // Beside images or in `coco`, other JSON files are not annotations.
          if (outright || place.equals("annotations")) {
            files.putIfAbsent(name.group(1), file);
          }
        }
      }
    }
    for (Path sub : ImageFolders.subfolders(folder)) {
      Path beside = sub.resolve(BESIDE);
      if (Files.isRegularFile(beside)) {
        files.putIfAbsent(sub.getFileName().toString(), beside);
      }
    }
    return files;
  }

  /** The split's key in {@code files}: the name itself, or with a year as in {@code val2017}. */
  static String resolveSplit(Path folder, Map<String, Path> files, @Nullable String split) {
    if (files.isEmpty()) {
      throw new UserError(
          folder
              + " has no COCO annotation file: looked for annotations/instances_<split>.json and"
              + " <split>/"
              + BESIDE
              + ". Pass --annotations FILE");
    }
    List<String> matches =
        split == null
            ? List.copyOf(files.keySet())
            : files.keySet().stream()
                .filter(name -> name.equals(split) || name.matches(Pattern.quote(split) + "\\d{4}"))
                .toList();
    if (split != null && files.containsKey(split)) {
      return split;
    }
    if (matches.size() == 1) {
      return matches.get(0);
    }
    String other = split == null ? null : SplitNames.resolve(split, files.keySet());
    if (other != null) {
      return other;
    }
    throw SplitNames.unclear(folder, split, files.keySet());
  }

  /** Folders that may hold the images of an annotation file, the likeliest first. */
  static List<Path> imageFolders(@Nullable Path folder, Path annotations, @Nullable String split) {
    List<Path> roots = roots(folder, annotations.toAbsolutePath().getParent());
    List<Path> folders = new ArrayList<>();
    for (Path root : roots) {
      if (split != null) {
        folders.add(root.resolve(split));
        folders.add(root.resolve("images").resolve(split));
      }
      folders.add(root.resolve("images"));
      folders.add(root.resolve("JPEGImages"));
      folders.add(root);
    }
    for (Path root : roots) {
      ImageFolders.subfolders(root).forEach(sub -> folders.add(sub.resolve("JPEGImages")));
    }
    return folders;
  }

  private static List<Path> roots(@Nullable Path folder, @Nullable Path beside) {
    List<Path> roots = new ArrayList<>();
    if (folder != null) {
      roots.add(folder);
    }
    if (beside != null) {
      roots.add(beside);
      if (beside.getParent() != null) {
        roots.add(beside.getParent());
      }
    }
    return roots;
  }

  /** The split that a file's own name states. */
  static String splitOf(Path annotations) {
    Matcher name = INSTANCES.matcher(annotations.getFileName().toString());
    return name.matches() ? name.group(1) : annotations.getFileName().toString();
  }
}
