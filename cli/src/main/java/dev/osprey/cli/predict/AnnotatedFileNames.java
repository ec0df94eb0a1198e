package dev.osprey.cli.predict;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Distinct file names for the annotated copies of images. */
final class AnnotatedFileNames {
  private final Map<Path, String> names = new HashMap<>();

  private AnnotatedFileNames() {}

  static AnnotatedFileNames of(List<Path> files) {
    AnnotatedFileNames names = new AnnotatedFileNames();
    Set<String> taken = new HashSet<>();
    for (Path file : files) {
      names.names.put(file, free(file, taken));
    }
    return names;
  }

  /** A name that is not taken yet, with the ending of a format that can be written. */
  private static String free(Path file, Set<String> taken) {
    String ending = ending(file);
    String written = ending.matches("(?i)jpe?g|png|bmp|webp") ? ending : "png";
    String name = stem(file) + "." + written;
    for (int i = 2; !taken.add(name); i++) {
      name = stem(file) + "-" + i + "." + written;
    }
    return name;
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Returns the name of the annotated copy of a file. */
  String of(Path file) {
    return names.getOrDefault(file, file.getFileName().toString());
  }
}
