package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.NumberText;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Darknet's description of a data set, as CVAT's "YOLO 1.1" exports it: {@code obj.data} with lines
 * {@code train = data/train.txt}, {@code valid = …}, {@code names = data/obj.names}; the lists name
 * images, and the label files are beside the images in {@code obj_train_data}. The folder {@code
 * data} of the paths need not exist. Without {@code obj.data}, the files of the usual names are
 * read.
 *
 * @param folder that holds the files
 * @param names the file of class names
 * @param parts lists of images, or folders, by split
 * @param count {@code classes}, or -1
 */
record DarknetConfig(Path folder, Path names, Map<String, Path> parts, int count) {
  private static final List<String> PARTS = List.of("train", "valid", "val", "test");
  private static final Pattern IMAGE_FOLDER = Pattern.compile("(?i)obj_(.+)_data");
  private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z_]+)\\s*=\\s*(.*?)\\s*");

  /** Finds the description in a folder, or in its subfolder {@code data}; null if there is none. */
  static @Nullable DarknetConfig in(Path folder) {
    for (Path place : List.of(folder, folder.resolve("data"))) {
      Path file = place.resolve("obj.data");
      if (isData(file)) {
        return read(file);
      }
      Path names = place.resolve("obj.names");
      Map<String, Path> parts = usualParts(place);
      if (Files.isRegularFile(names) && !parts.isEmpty()) {
        return new DarknetConfig(place, names, parts, -1);
      }
      List<Path> others =
          ImageFolders.contents(place).stream().filter(DarknetConfig::isData).toList();
      if (others.size() == 1) {
        return read(others.get(0));
      }
    }
    return null;
  }

  /** Whether a file is such a description. */
  static boolean isData(Path file) {
    if (!ImageFolders.ending(file).equals(".data") || !Files.isRegularFile(file)) {
      return false;
    }
    try {
      Map<String, String> values = values(file);
      return values.containsKey("names") && PARTS.stream().anyMatch(values::containsKey);
    } catch (UserError e) {
      return false; // a file of another program
    }
  }

  /**
   * Reads a description.
   *
   * @throws UserError if it names no images or no classes
   */
  static DarknetConfig read(Path file) {
    Map<String, String> values = values(file);
    Path parent = file.toAbsolutePath().getParent();
    Path folder = parent == null ? Path.of("") : parent;
    Map<String, Path> usual = usualParts(folder);
    Map<String, Path> parts = new TreeMap<>();
    for (String part : PARTS) {
      String value = values.get(part);
      Path found = value == null ? null : find(folder, value);
      found = found == null && value != null ? usual.get(part) : found;
      if (found != null) {
        parts.put(part, found);
      }
    }
    if (parts.isEmpty()) {
      throw new UserError(
          file + ": the lists of images that it names do not exist. Looked in " + folder);
    }
    String value = values.getOrDefault("names", "obj.names");
    Path names = find(folder, value);
    if (names == null || !Files.isRegularFile(names)) {
      throw new UserError(
          file
              + ": names is "
              + OneLine.of(value, 200)
              + ", but there is no such file in "
              + folder
              + ". Add it with one class name a line, or pass --classes FILE");
    }
    OptionalDouble count = NumberText.parse(values.getOrDefault("classes", ""));
    return new DarknetConfig(folder, names, parts, (int) count.orElse(-1));
  }

  private static Map<String, String> values(Path file) {
    Map<String, String> values = new HashMap<>();
    for (String line : TextFile.lines(file)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && !matcher.group(2).isEmpty()) {
        values.put(matcher.group(1), matcher.group(2));
      }
    }
    return values;
  }

  /** Paths usually start from Darknet's own folder, which holds the folder {@code data}. */
  static @Nullable Path find(Path folder, String value) {
    WrittenPath written = new WrittenPath(value);
    Path above = folder.toAbsolutePath().getParent();
    List<Path> found = new ArrayList<>();
    for (Path start : above == null ? List.of(folder) : List.of(folder, above)) {
      Path there = written.in(start);
      if (there != null) {
        found.add(there);
      }
    }
    String slashed = written.slashed();
    String rest = slashed.substring(slashed.indexOf('/') + 1);
    Path inside = new WrittenPath(rest).in(folder);
    String last = slashed.substring(slashed.lastIndexOf('/') + 1);
    Path beside = new WrittenPath(last).in(folder);
    return found.isEmpty() ? (inside == null ? beside : inside) : found.get(0);
  }

  /** Lists and folders of the usual names; lists come first. */
  private static Map<String, Path> usualParts(Path folder) {
    Map<String, Path> parts = new TreeMap<>();
    for (String part : PARTS) {
      Path list = folder.resolve(part + ".txt");
      if (Files.isRegularFile(list)) {
        parts.put(part, list);
      }
    }
    for (Path sub : ImageFolders.subfolders(folder)) {
      Matcher name = IMAGE_FOLDER.matcher(sub.getFileName().toString());
      if (name.matches() && SplitNames.resolve(name.group(1), parts.keySet()) == null) {
        parts.put(name.group(1), sub);
      }
    }
    return parts;
  }

  LabelMap labels() {
    List<String> read = ClassFile.read(names);
    if (count >= 0 && count != read.size()) {
      throw new UserError(
          names
              + " names "
              + read.size()
              + " classes, but classes = "
              + count
              + " is written in the file that names it. Correct one");
    }
    return LabelMap.numberedFromZero(read);
  }
}
