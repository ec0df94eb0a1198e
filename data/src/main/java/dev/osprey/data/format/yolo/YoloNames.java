package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a {@code data.yaml}: {@code names} is a list, a group of numbers and names, or a
 * file with one name a line, as Darknet writes it; {@code nc} is their number.
 *
 * @param file the {@code data.yaml}
 * @param folders that may hold a file of names
 */
record YoloNames(Path file, List<Path> folders) {
  /** The largest number of classes, far above any data set; each class costs memory. */
  private static final int MAXIMUM_CLASSES = 100_000;

  /** Reads the classes, with the numbers of the label files as ids. */
  LabelMap read(YamlTree.Mapping tree) {
    int count = count(tree.get("nc"));
    List<String> names = names(tree.get("names"), count);
    if (names.isEmpty()) {
      throw new UserError(file + " has no names. Add names: [first, second, …]");
    }
    if (count >= 0 && count != names.size()) {
      throw new UserError(
          file + ": nc is " + count + ", but there are " + names.size() + " names. Correct one");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      if (!distinct.add(name)) {
        throw new UserError(
            file + ": names has \"" + OneLine.of(name, 60) + "\" twice. Rename one");
      }
    }
    return LabelMap.numberedFromZero(names);
  }

  /** {@code nc}, or -1 if it is not given. */
  private int count(@Nullable YamlTree nc) {
    if (nc == null) {
      return -1;
    }
    OptionalDouble number =
        nc instanceof YamlTree.Scalar scalar
            ? NumberText.parse(scalar.text())
            : OptionalDouble.empty();
    double value = number.orElse(-1);
    if (value < 0 || value > MAXIMUM_CLASSES || value != Math.rint(value)) {
      throw new UserError(
          file
              + ": nc is "
              + OneLine.of(nc.toString(), 60)
              + "; it is the number of classes, at most "
              + MAXIMUM_CLASSES
              + ". Correct it");
    }
    return (int) value;
  }

  private List<String> names(@Nullable YamlTree names, int count) {
    if (names instanceof YamlTree.Listing list) {
      return list.items().stream().map(this::name).toList();
    }
    if (names instanceof YamlTree.Mapping map) {
      return numberedNames(map.values());
    }
    if (names instanceof YamlTree.Scalar text) {
      return ClassFile.read(nameFile(text.text()));
    }
    List<String> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add("class_" + i); // as Ultralytics calls them
    }
    return made;
  }

  private String name(YamlTree name) {
    if (name instanceof YamlTree.Scalar scalar) {
      return scalar.text();
    }
    throw new UserError(
        file
            + ": names holds "
            + OneLine.of(name.toString(), 60)
            + ", which is not a name. Write names: [first, second, …]");
  }

  private List<String> numberedNames(Map<String, YamlTree> map) {
    List<String> read = new ArrayList<>();
    for (int i = 0; i < map.size(); i++) {
      YamlTree name = map.get(String.valueOf(i));
      if (name == null) {
        throw new UserError(
            file
                + ": names has "
                + map.size()
                + " classes, but none with the number "
                + i
                + ". Number them from 0 without gaps");
      }
      read.add(name(name));
    }
    return read;
  }

  private Path nameFile(String text) {
    WrittenPath written = new WrittenPath(text);
    for (Path folder : folders) {
      Path found = written.in(folder);
      found = found == null ? written.endIn(folder) : found;
      if (found != null && Files.isRegularFile(found)) {
        return found;
      }
    }
    String fault = written.escapeFault();
    throw new UserError(
        file
            + ": names is the text \""
            + written.shown()
            + "\", and there is no file of that name"
            + (fault.isEmpty() ? "" : " (" + fault + ")")
            + ". Write names: [first, second, …], or a file with one name a line");
  }
}
