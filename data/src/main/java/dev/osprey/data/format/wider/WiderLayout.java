package dev.osprey.data.format.wider;

import dev.osprey.core.file.TextFile;
import dev.osprey.data.format.reading.ImageFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the annotation files and the images of a WIDER FACE data set. */
final class WiderLayout {
  /** The folder of the official annotation files. */
  private static final String OFFICIAL = "wider_face_split";

  private static final Pattern OFFICIAL_FILE =
      Pattern.compile("wider_face_(.+)_(?:bbx_gt|filelist)\\.txt");

  /** The files in a split's own folder: the one with landmarks, or a list of names. */
  private static final String LANDMARKS = "label.txt";

  private static final Pattern NAMES = Pattern.compile("wider_(.+)\\.txt");

  private WiderLayout() {}

  /** Annotation files by split; those with landmarks take precedence over the official ones. */
  static Map<String, Path> annotationFiles(Path folder) {
    Map<String, Path> files = new TreeMap<>();
    for (Path sub : ImageFolders.subfolders(folder)) {
      Path file = ImageFolders.isHidden(sub) ? null : fileIn(sub);
      if (file != null) {
        files.put(sub.getFileName().toString(), file);
      }
    }
    for (Path place : List.of(folder.resolve(OFFICIAL), folder)) {
      for (Path file : ImageFolders.contents(place)) {
        Matcher name = OFFICIAL_FILE.matcher(file.getFileName().toString());
        if (name.matches()) {
          files.putIfAbsent(name.group(1), file);
        }
      }
    }
    Path own = fileIn(folder);
    if (files.isEmpty() && own != null) {
      files.put(splitOf(own), own);
    }
    return files;
  }

  /** The annotation file beside a folder {@code images}, or null. */
  private static @Nullable Path fileIn(Path folder) {
    if (!Files.isDirectory(folder.resolve("images"))) {
      return null;
    }
    Path landmarks = folder.resolve(LANDMARKS);
    if (Files.isRegularFile(landmarks) && holdsFaces(TextFile.lines(landmarks))) {
      return landmarks;
    }
    return ImageFolders.contents(folder).stream()
        .filter(file -> NAMES.matcher(file.getFileName().toString()).matches())
        .findFirst()
        .orElse(null);
  }

  /** Whether a text file is one of WIDER FACE's, by its name or its first lines. */
  static boolean isAnnotations(Path file) {
    if (!ImageFolders.ending(file).equals(".txt") || !Files.isRegularFile(file)) {
      return false;
    }
    List<String> lines = TextFile.lines(file);
    return NAMES.matcher(file.getFileName().toString()).matches()
        || (!lines.stream().allMatch(String::isBlank) && holdsFaces(lines));
  }

  private static boolean holdsFaces(List<String> lines) {
    return WiderFile.content(lines) != WiderFile.Content.NAMES;
  }

  /** The split that a file's name states, or its folder's. */
  static String splitOf(Path annotations) {
    String name = annotations.getFileName().toString();
    for (Pattern pattern : List.of(OFFICIAL_FILE, NAMES)) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    Path parent = annotations.toAbsolutePath().normalize().getParent();
    Path folder = parent == null ? null : parent.getFileName();
    return folder == null ? ImageFolders.stem(annotations) : folder.toString();
  }

  /** Folders that the names in an annotation file may start from, the likeliest first. */
  static List<Path> imageFolders(Path annotations, String split) {
    List<Path> folders = new ArrayList<>();
    Path beside = annotations.toAbsolutePath().normalize().getParent();
    Path above = beside == null ? null : beside.getParent();
    for (Path root : above == null || beside == null ? List.<Path>of() : List.of(beside, above)) {
      folders.add(root.resolve("WIDER_" + split).resolve("images"));
    }
    if (beside != null) {
      folders.add(beside.resolve("images"));
      folders.add(beside);
    }
    return folders;
  }
}
