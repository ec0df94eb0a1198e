package dev.osprey.cli.image;

import dev.osprey.data.image.ImageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of folders that are skipped, counted by their endings. */
final class SkippedFiles {
  private final List<Path> files = new ArrayList<>();

  void add(List<Path> more) {
    files.addAll(more);
  }

  /** A line about the files; empty if none was skipped. */
  Optional<String> line() {
    List<Path> images = files.stream().filter(ImageFiles::isUnreadableImage).toList();
    List<Path> others = files.stream().filter(file -> !images.contains(file)).toList();
    List<String> parts = new ArrayList<>();
    if (!others.isEmpty()) {
      boolean one = others.size() == 1;
      parts.add(
          others.size()
              + (one ? " file that is not an image (" : " files that are not images (")
              + counts(others)
              + ")");
    }
    if (!images.isEmpty()) {
      boolean one = images.size() == 1;
      parts.add(
          images.size()
              + (one ? " image that cannot be read (" : " images that cannot be read (")
              + counts(images)
              + (one ? "; convert it to JPEG or PNG)" : "; convert them to JPEG or PNG)"));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of("skipped: " + String.join(", ", parts));
  }

  private static String counts(List<Path> files) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      int dot = name.lastIndexOf('.');
      counts.merge(dot < 0 ? "no ending" : name.substring(dot), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
