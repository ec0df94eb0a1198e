package dev.osprey.cli.image;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.ImageFiles;
import dev.osprey.data.image.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images that the sources on the command line name: files, folders and patterns. A source that
 * exists is not treated as a pattern, even if its name has brackets.
 */
public final class ImageSources {
  /** The images by their real path, so that a link to a folder does not add its images twice. */
  private final Map<Path, Path> images = new LinkedHashMap<>();

  private final SkippedFiles skipped = new SkippedFiles();

  private final int depth;
  private int folders;

  private ImageSources(int depth) {
    this.depth = depth;
  }

  /**
   * Finds all images, each once, in the order of the sources; those of a folder or pattern by name.
   *
   * @throws UserError if a source does not exist or has no images
   */
  public static ImageSources find(List<String> sources) {
    return find(sources, 1);
  }

  /**
   * Finds all images, also in nested folders.
   *
   * @param depth how many levels of folders are read; 1 reads only a folder itself
   */
  public static ImageSources find(List<String> sources, int depth) {
    ImageSources found = new ImageSources(depth);
    sources.forEach(found::add);
    return found;
  }

  public List<Path> images() {
    return List.copyOf(images.values());
  }

  /** A line about skipped folders and files that are not images; empty if there are none. */
  public Optional<String> skipped() {
    if (folders == 0) {
      return skipped.line();
    }
    String inside = folders == 1 ? "1 subfolder" : folders + " subfolders";
    return Optional.of(
        skipped.line().map(line -> line + ", ").orElse("skipped: ")
            + inside
            + " (--recursive also reads subfolders)");
  }

  private void add(String source) {
    requireLocal(source);
    Path path = path(source);
    if (path != null && Files.isDirectory(path)) {
      addFolder(path, source);
    } else if (path != null && (Files.exists(path) || Files.isSymbolicLink(path))) {
      requireOrdinary(path);
      add(path);
    } else {
      List<Path> matches = ImagePattern.matches(source);
      if (matches.isEmpty()) {
        throw new UserError(source + ": no image matches this pattern" + hint(source));
      }
      matches.forEach(this::add);
    }
  }

  /** Refuses pipes and devices: reading them may never end. */
  private static void requireOrdinary(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserError(
          path + " is a device or a pipe, not a regular file; save the image to a file first");
    }
  }

  private static @Nullable Path path(String source) {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      return null; // Windows allows no asterisk in a name
    }
  }

  private void addFolder(Path folder, String source) {
    ImageFolder files = ImageFolder.read(folder, depth);
    SkippedFiles others = new SkippedFiles();
    others.add(files.others());
    if (files.images().isEmpty()) {
      String below =
          files.folders().isEmpty()
              ? ""
              : "; its subfolders are not searched: add --recursive, or write \""
                  + source
                  + "/**/*\"";
      throw new UserError(
          source
              + ": this folder contains no images ("
              + ImageFiles.endings()
              + ")"
              + others.line().map(line -> "; " + line).orElse("")
              + below);
    }
    skipped.add(files.others());
    folders += files.folders().size();
    files.images().forEach(this::add);
  }

  /** Refuses standard input and addresses, unless a file has that name. */
  private static void requireLocal(String source) {
    if (source.equals("-") && !Files.exists(Path.of(source))) {
      throw new UserError(
          "-: images are not read from standard input; save the image to a file first (cat >"
              + " image.jpg) and name the file");
    }
    if (source.matches("(?i)[a-z][a-z0-9+.-]*://.*")
        && !source.toLowerCase(Locale.ROOT).startsWith("file:")) {
      throw new UserError(
          source
              + ": images are not read from URLs; download the image first (curl -LO "
              + source
              + ") and name the file");
    }
    if (source.toLowerCase(Locale.ROOT).startsWith("file:/")) {
      throw new UserError(source + ": name the file by its path, without \"file:\"");
    }
  }

  private void add(Path file) {
    images.putIfAbsent(real(file), plain(file));
  }

  /** Removes a leading {@code ./}. */
  private static Path plain(Path file) {
    return file.startsWith(".") && file.getNameCount() > 1
        ? file.subpath(1, file.getNameCount())
        : file;
  }

  private static Path real(Path file) {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (parent == null || name == null) {
      return absolute;
    }
    try {
      return parent.toRealPath().resolve(name);
    } catch (IOException e) {
      return absolute.normalize();
    }
  }

  private static String hint(String source) {
    return source.matches(".*[\\[{].*")
        ? ". Brackets and braces are part of the pattern; name the file, or write ? in their place"
        : "";
  }
}
