package dev.osprey.cli;

import dev.osprey.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Picture files as the command line names them: files, folders, globs. */
final class PictureSources {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "bmp", "webp", "tif", "tiff");

  private PictureSources() {}

  /** All pictures, each once: in the order of the sources, folders and globs by name. */
  static List<Path> find(List<String> sources) {
    Set<Path> pictures = new LinkedHashSet<>();
    for (String source : sources) {
      pictures.addAll(find(source));
    }
    return List.copyOf(pictures);
  }

  private static List<Path> find(String source) {
    Path path = Path.of(source);
    if (Files.isDirectory(path)) {
      List<Path> found = list(path, FileSystems.getDefault().getPathMatcher("glob:**"), 1);
      return require(found, source, "this folder holds no pictures (" + endings() + ")");
    }
    if (Files.exists(path)) {
      return List.of(path);
    }
    if (!source.matches(".*[*?\\[{].*")) {
      throw new UserError(source + ": there is no such file or folder");
    }
    return require(glob(source), source, "no picture matches this pattern");
  }

  private static List<Path> require(List<Path> found, String source, String why) {
    if (found.isEmpty()) {
      throw new UserError(source + ": " + why);
    }
    return found;
  }

  /** A shell that finds no match leaves a pattern as it is; Windows always does. */
  private static List<Path> glob(String pattern) {
    String fixed = pattern.replaceFirst("[*?\\[{].*", "");
    int slash = fixed.lastIndexOf('/');
    Path folder = slash < 0 ? Path.of("") : Path.of(fixed.substring(0, slash + 1));
    if (!Files.isDirectory(folder.toAbsolutePath())) {
      throw new UserError(pattern + ": there is no folder " + folder);
    }
    String absolute =
        folder.toAbsolutePath().normalize() + "/" + pattern.substring(Math.max(slash + 1, 0));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
    return list(
        folder, matcher, pattern.contains("**") ? Integer.MAX_VALUE : depth(pattern, slash));
  }

  private static int depth(String pattern, int slash) {
    return 1 + (int) pattern.substring(slash + 1).chars().filter(c -> c == '/').count();
  }

  private static List<Path> list(Path folder, PathMatcher matcher, int depth) {
    try (Stream<Path> files =
        Files.walk(folder.toString().isEmpty() ? Path.of(".") : folder, depth)) {
      List<Path> pictures = new ArrayList<>();
      files
          .filter(Files::isRegularFile)
          .filter(PictureSources::isPicture)
          .filter(file -> matcher.matches(file.toAbsolutePath().normalize()))
          .sorted()
          .forEach(file -> pictures.add(file.normalize()));
      return pictures;
    } catch (IOException e) {
      throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new UserError(folder + ": cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static String endings() {
    return String.join(", ", ENDINGS.stream().sorted().toList());
  }
}
