package dev.osprey.data.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.osprey.core.LabelMap;
import dev.osprey.core.TextFile;
import dev.osprey.core.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ultralytics' {@code data.yaml}. It is data: of its keys {@code path}, {@code train}, {@code val},
 * {@code test}, {@code names} and {@code nc} are read; {@code download}, which Ultralytics runs, is
 * not looked at.
 *
 * @param file the file itself, for messages
 * @param path {@code path} as written, or null
 * @param entries what each part names, as written
 */
record YoloConfig(
    Path file, @Nullable String path, Map<String, List<String>> entries, LabelMap labels) {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final List<String> PARTS = List.of("train", "val", "test", "minival");
  private static final List<String> FILE_NAMES =
      List.of("data.yaml", "data.yml", "dataset.yaml", "dataset.yml");

  /** The file in a data set's folder, or null. */
  static @Nullable Path in(Path folder) {
    return FILE_NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  static boolean isYaml(Path file) {
    return Files.isRegularFile(file)
        && List.of(".yaml", ".yml").contains(PictureFolders.ending(file));
  }

  static YoloConfig read(Path file) {
    ObjectNode tree = tree(file);
    Map<String, List<String>> entries = new TreeMap<>();
    for (String part : PARTS) {
      List<String> texts = texts(tree.path(part), file, part);
      if (!texts.isEmpty()) {
        entries.put(part, texts);
      }
    }
    if (entries.isEmpty()) {
      throw new UserError(
          file + " names no pictures: it has none of the keys " + String.join(", ", PARTS));
    }
    JsonNode path = tree.path("path");
    return new YoloConfig(
        file,
        path.isTextual() && !path.asText().isBlank() ? path.asText() : null,
        entries,
        labels(tree, file));
  }

  private static ObjectNode tree(Path file) {
    try {
      if (YAML.readTree(TextFile.read(file)) instanceof ObjectNode tree) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new UserError(file + " line " + line + ": not valid YAML: " + why, e);
    }
    throw new UserError(file + " is no YOLO data set: it should have the keys train and names");
  }

  private static List<String> texts(JsonNode node, Path file, String key) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : node instanceof ArrayNode ? node : List.of(node)) {
      if (!each.isTextual()) {
        throw new UserError(
            file
                + ": "
                + key
                + " is "
                + node
                + "; it is a folder, a .txt list, or a list of these");
      }
      if (!each.asText().isBlank()) {
        texts.add(each.asText().strip());
      }
    }
    return texts;
  }

  private static LabelMap labels(JsonNode tree, Path file) {
    int count = tree.path("nc").asInt(-1);
    List<String> names = names(tree.path("names"), count, file);
    if (names.isEmpty()) {
      throw new UserError(file + " has no names. Add names: [first, second, …]");
    }
    if (count >= 0 && count != names.size()) {
      throw new UserError(
          file + ": nc is " + count + ", but there are " + names.size() + " names. Mend one");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      if (!distinct.add(name)) {
        throw new UserError(file + ": names has \"" + name + "\" twice. Rename one");
      }
    }
    return numbered(names);
  }

  private static List<String> names(JsonNode names, int count, Path file) {
    List<String> read = new ArrayList<>();
    if (names instanceof ArrayNode list) {
      list.forEach(name -> read.add(name.asText()));
    } else if (names instanceof ObjectNode map) {
      for (int i = 0; i < map.size(); i++) {
        JsonNode name = map.get(String.valueOf(i));
        if (name == null) {
          throw new UserError(
              file
                  + ": names has "
                  + map.size()
                  + " classes, but none with the number "
                  + i
                  + ". Number them from 0 without gaps");
        }
        read.add(name.asText());
      }
    } else {
      for (int i = 0; i < count; i++) {
        read.add("class_" + i); // as Ultralytics calls them
      }
    }
    return read;
  }

  /** Classes with the numbers that label files give them. */
  static LabelMap numbered(List<String> names) {
    List<LabelMap.Category> categories = new ArrayList<>();
    for (String name : names) {
      categories.add(new LabelMap.Category(categories.size(), name));
    }
    return new LabelMap(categories);
  }

  List<String> splits() {
    return List.copyOf(entries.keySet());
  }

  /** The picture files of a part, each once. */
  List<Path> pictures(DatasetSource source, EntryProblems problems) {
    String split = source.split();
    String part =
        split != null
            ? SplitNames.resolve(split, entries.keySet())
            : entries.size() == 1 ? entries.keySet().iterator().next() : null;
    List<String> names = part == null ? null : entries.get(part);
    if (part == null || names == null) {
      throw new UserError(
          file
              + (split == null ? " has several splits" : " has no split \"" + split + "\"")
              + ". Pass --split with one of "
              + String.join(", ", splits()));
    }
    Path root = source.images() != null ? source.images() : root(problems);
    Set<Path> pictures = new LinkedHashSet<>();
    for (String name : names) {
      Path found = find(root, name, part);
      pictures.addAll(
          Files.isDirectory(found) ? PictureFolders.picturesBelow(found) : listed(found, root));
    }
    if (pictures.isEmpty()) {
      throw new UserError(
          file + ": " + part + " (" + String.join(", ", names) + ") holds no pictures");
    }
    return List.copyOf(pictures);
  }

  /** The folder that names start from: {@code path}, from the file's own folder, or that folder. */
  private Path root(EntryProblems problems) {
    Path beside = file.toAbsolutePath().getParent();
    Path own = beside == null ? Path.of("") : beside;
    if (path == null) {
      return own;
    }
    Path stated = resolve(own, path);
    if (stated != null && Files.isDirectory(stated)) {
      return stated;
    }
    // Written on another machine as a rule, and the file was moved together with its pictures.
    problems.warn(file + ": path " + path + " is not there; names start from " + own);
    return own;
  }

  private static @Nullable Path resolve(Path folder, String name) {
    try {
      return folder.resolve(name).normalize();
    } catch (InvalidPathException e) {
      return null; // no file can have that name
    }
  }

  private Path find(Path root, String name, String part) {
    Path found = resolve(root, name);
    if (found != null && Files.exists(found)) {
      return found;
    }
    // Exports write ../train/images and lay data.yaml beside train; Ultralytics mends it too.
    Path inside = name.startsWith("../") ? resolve(root, name.substring(3)) : null;
    if (inside != null && Files.exists(inside)) {
      return inside;
    }
    throw new UserError(
        file
            + ": "
            + part
            + " names "
            + name
            + ", but there is no "
            + (found == null ? name : found)
            + (inside == null ? "" : " and no " + inside)
            + ". Fix the entry or pass --images DIR, from which it starts");
  }

  /** Pictures of a list, whose names start from its own folder or from the data set's. */
  private List<Path> listed(Path list, Path root) {
    if (PictureFolders.isPicture(list)) {
      return List.of(list);
    }
    Path beside = list.toAbsolutePath().getParent();
    PictureFolders folders =
        new PictureFolders(beside == null ? List.of(root) : List.of(beside, root));
    List<Path> pictures = new ArrayList<>();
    int number = 0;
    for (String line : TextFile.lines(list)) {
      number++;
      if (!line.isBlank()) {
        Path found = folders.find(line.strip());
        if (found == null) {
          throw new UserError(
              list
                  + " line "
                  + number
                  + ": the picture "
                  + line.strip()
                  + " is not there. Looked in "
                  + folders.list()
                  + ". Fix or take out the line");
        }
        pictures.add(found.normalize());
      }
    }
    return pictures;
  }
}
