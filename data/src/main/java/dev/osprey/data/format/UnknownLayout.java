package dev.osprey.data.format;

import dev.osprey.core.file.FileKind;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.yolo.YamlTree;
import dev.osprey.data.format.yolo.YoloConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes a folder or file that has no known layout: what it holds, and the command that would
 * read what looks like a data set.
 */
record UnknownLayout(Path path, Map<String, DatasetFormat> formats) {
  /** The number of names that are shown. */
  private static final int SHOWN = 6;

  private static final int BEGINNING = 8192;
  private static final int LONGEST_SEARCH = 20;

  String message() {
    StringBuilder message = new StringBuilder(path + " has no known layout.");
    List<Path> contents =
        ImageFolders.contents(path).stream()
            .filter(entry -> !ImageFolders.isHidden(entry))
            .toList();
    if (Files.isDirectory(path)) {
      message.append(" It holds ").append(listed(contents)).append('.');
    }
    hints(contents).forEach(hint -> message.append("\n").append(hint));
    message.append("\nLooked for:");
    formats.forEach(
        (name, format) -> message.append("\n  ").append(name).append(": ").append(format.layout()));
    return message
        .append("\nCheck the path, or name the files: --format, --annotations, --images")
        .toString();
  }

  private static String listed(List<Path> contents) {
    List<String> names =
        contents.stream()
            .limit(SHOWN)
            .map(entry -> entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""))
            .toList();
    int more = contents.size() - names.size();
    return names.isEmpty()
        ? "nothing"
        : String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  private List<String> hints(List<Path> contents) {
    List<String> hints = new ArrayList<>();
    if (Files.isRegularFile(path)) {
      hints.add(ofFile(path));
    }
    contents.stream()
        .filter(Files::isDirectory)
        .limit(LONGEST_SEARCH)
        .forEach(folder -> hints.add(ofFolder(folder)));
    contents.stream()
        .filter(Files::isRegularFile)
        .limit(LONGEST_SEARCH)
        .forEach(file -> hints.add(ofFile(file)));
    if (Files.isDirectory(path)) {
      hints.add(ofYoloWithoutClasses());
    }
    hints.add(ofLabelsBesideImages(contents));
    hints.removeIf(String::isEmpty);
    if (hints.isEmpty() && contents.stream().anyMatch(ImageFolders::isImage)) {
      hints.add(
          "There are images and no annotations: a data set needs both. To detect objects in them,"
              + " pass the folder to predict");
    }
    return hints.stream().distinct().limit(SHOWN).toList();
  }

  private static String ofLabelsBesideImages(List<Path> contents) {
    Set<String> labels =
        contents.stream()
            .filter(file -> ImageFolders.ending(file).equals(".txt"))
            .map(ImageFolders::stem)
            .collect(Collectors.toSet());
    boolean beside =
        contents.stream()
            .filter(ImageFolders::isImage)
            .anyMatch(image -> labels.contains(ImageFolders.stem(image)));
    return beside
        ? "Text files are beside images of the same names: if they are YOLO labels, move them to"
            + " a folder labels, the images to a folder images beside it"
        : "";
  }

  /** A subfolder may be the data set: archives often unpack into one. */
  private String ofFolder(Path folder) {
    for (DatasetFormat format : formats.values()) {
      try {
        if (format.recognises(folder)) {
          return "Its folder " + folder.getFileName() + " is a data set: --data " + folder;
        }
      } catch (UserError e) {
        return "Its folder " + folder.getFileName() + ": " + e.getMessage();
      }
    }
    return "";
  }

  private String ofFile(Path file) {
    String name = file.getFileName().toString();
    FileKind kind = kind(file);
    if (kind != null && (kind.isArchive() || kind == FileKind.GIT_LFS_POINTER)) {
      return name + " is " + kind.description() + ". " + kind.cure();
    }
    return switch (ImageFolders.ending(file)) {
      case ".json", ".jsonl", ".ndjson" -> ofJson(file, name);
      case ".csv", ".tsv" ->
          name
              + " may hold boxes: --annotations "
              + file
              + " --classes FILE, with class_name,id rows in FILE (or write them to classes.csv"
              + " beside it)";
      case ".yaml", ".yml" -> ofYaml(file);
      case ".tfrecord", ".tfrecords", ".record" ->
          name
              + " is TensorFlow's; such files are not read. Export the data set as COCO, VOC or YOLO";
      case ".parquet", ".arrow" ->
          name + " is a table; such files are not read. Export the data set as COCO, VOC or YOLO";
      default -> "";
    };
  }

  private static String ofJson(Path file, String name) {
    String beginning = beginning(file);
    if (beginning.contains("\"shapes\"") || beginning.contains("\"imagePath\"")) {
      return name
          + " looks like labelme's, one file an image; such files are not read. Convert them to COCO"
          + " or VOC (labelme2coco, labelme2voc)";
    }
    if (beginning.contains("\"_via_")) {
      return name + " looks like VIA's; such files are not read. Export the annotations as COCO";
    }
    boolean coco =
        beginning.contains("\"images\"")
            || beginning.contains("\"annotations\"")
            || beginning.contains("\"categories\"");
    return coco
        ? name + " looks like COCO's: --annotations " + file + " --images DIR"
        : name + " is JSON, but does not begin as COCO's annotations do";
  }

  private static String ofYaml(Path file) {
    try {
      boolean near =
          YamlTree.read(file) instanceof YamlTree.Mapping tree
              && List.of("names", "nc", "train", "val").stream()
                  .anyMatch(key -> tree.get(key) != null);
      if (near) {
        YoloConfig.read(file);
      }
      return "";
    } catch (UserError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String ofYoloWithoutClasses() {
    Path images = path.resolve("images");
    Path labels = path.resolve("labels");
    return Files.isDirectory(images) && Files.isDirectory(labels)
        ? "images/ and labels/ may be YOLO's; the classes are not named. Write classes.txt with one"
            + " class name a line, or pass --annotations "
            + labels
            + " --images "
            + images
            + " --classes FILE"
        : "";
  }

  private static @Nullable FileKind kind(Path file) {
    try {
      Optional<FileKind> kind = FileKind.of(file);
      return kind.orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  private static String beginning(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
