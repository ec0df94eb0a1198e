package dev.osprey.data.format.yolo;

import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Warns of label files without an image, in the folders of the label files that were read. */
final class YoloUnmatchedLabels {
  private static final Pattern OTHER_TEXTS =
      Pattern.compile(
          "(?i)(_?classes|labels|train|val|valid|test|obj|readme.*|notes?|license|requirements).txt");

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private YoloUnmatchedLabels() {}

  /**
   * Searches the folders of the label files.
   *
   * @param read the label files that images have, or would have, by image
   */
  static void warn(Map<Path, Path> read, EntryProblems problems) {
    Set<Path> known = new HashSet<>();
    Map<Path, Set<Path>> imageFolders = new HashMap<>();
    read.forEach(
        (image, label) -> {
          Path file = label.toAbsolutePath().normalize();
          known.add(file);
          imageFolders
              .computeIfAbsent(file.getParent(), folder -> new TreeSet<>())
              .add(image.toAbsolutePath().normalize().getParent());
        });
    for (Path folder : new TreeSet<>(imageFolders.keySet())) {
      Set<Path> images = imageFolders.getOrDefault(folder, Set.of());
      Set<String> stems = stems(images);
      for (Path file : ImageFolders.contents(folder)) {
        if (!known.contains(file)
            && !stems.contains(ImageFolders.stem(file))
            && isLabelFile(file)) {
          problems.tolerate(
              Fault.WITHOUT_IMAGE,
              file
                  + " has no image of its name in "
                  + images.iterator().next()
                  + " and is not read");
        }
      }
    }
  }

  /**
   * The names without extension of the images in folders: images of other splits have label files
   * in the same folder.
   */
  private static Set<String> stems(Set<Path> imageFolders) {
    Set<String> stems = new HashSet<>();
    for (Path folder : imageFolders) {
      ImageFolders.contents(folder).stream()
          .filter(ImageFolders::isImage)
          .map(ImageFolders::stem)
          .forEach(stems::add);
    }
    return stems;
  }

  private static boolean isLabelFile(Path file) {
    if (!ImageFolders.ending(file).equals(".txt")
        || ImageFolders.isHidden(file)
        || OTHER_TEXTS.matcher(file.getFileName().toString()).matches()) {
      return false;
    }
    try {
      List<String> lines = TextFile.lines(file);
      return lines.stream().allMatch(String::isBlank)
          || lines.stream().anyMatch(YoloUnmatchedLabels::isRow);
    } catch (UserError e) {
      return false; // not text, so not a label file
    }
  }

  private static boolean isRow(String line) {
    String[] fields = SPACES.split(line.strip());
    return fields.length >= 5
        && List.of(fields).stream().allMatch(field -> NumberText.parse(field).isPresent());
  }
}
