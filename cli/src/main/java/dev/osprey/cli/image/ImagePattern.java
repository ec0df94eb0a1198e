package dev.osprey.cli.image;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.ImageFolder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A glob pattern for images, such as {@code run[1]/**}{@code /*.png}. Leading folders that exist
 * under exactly this name are not treated as patterns; the rest is. Hidden files are matched only
 * by parts that start with a dot, as in a shell.
 */
final class ImagePattern {
  private final String source;
  private final Path folder;
  private final String rest;

  private ImagePattern(String source, Path folder, String rest) {
    this.source = source;
    this.folder = folder;
    this.rest = rest;
  }

  /**
   * Returns the images that match, sorted. Most shells replace a pattern by its matches, but pass
   * it on unchanged if there are none. Windows passes on every pattern, with backslashes between
   * folders.
   *
   * @throws UserError if the source is neither a pattern nor an existing file, or its brackets are
   *     not closed
   */
  static List<Path> matches(String source) {
    List<Path> found = of(source).matches();
    return found.isEmpty() && source.indexOf('\\') >= 0
        ? of(source.replace('\\', '/')).matches()
        : found;
  }

  private static ImagePattern of(String source) {
    Path folder = Path.of(source.startsWith("/") ? "/" : "");
    int at = source.startsWith("/") ? 1 : 0;
    for (int slash = source.indexOf('/', at); slash >= 0; slash = source.indexOf('/', at)) {
      Path next = below(folder, source.substring(at, slash));
      if (next == null) {
        break;
      }
      folder = next;
      at = slash + 1;
    }
    return new ImagePattern(source, folder, source.substring(at));
  }

  private static @Nullable Path below(Path folder, String name) {
    try {
      Path next = folder.resolve(name);
      return Files.isDirectory(next.toAbsolutePath()) ? next : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private List<Path> matches() {
    requirePattern();
    List<PathMatcher> matchers = matchers();
    GlobParts parts = GlobParts.of(rest);
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/", -1).length;
    Path start = folder.toString().isEmpty() ? Path.of(".") : folder;
    boolean hidden = rest.startsWith(".") || rest.contains("/.");
    ImageFolder files = hidden ? ImageFolder.readAll(start, depth) : ImageFolder.read(start, depth);
    List<Path> found = new ArrayList<>();
    for (Path image : files.images()) {
      Path relative = start.relativize(image);
      if (matchers.stream().anyMatch(one -> one.matches(relative)) || parts.match(relative)) {
        found.add(folder.resolve(relative));
      }
    }
    return found;
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(each -> "*?[{".indexOf(each) >= 0);
  }

  private void requirePattern() {
    if (!isPattern(rest)) {
      throw new UserError(source + ": there is no such file or folder");
    }
    int slash = rest.indexOf('/');
    String next = slash < 0 ? "" : rest.substring(0, slash);
    if (!next.isEmpty() && !isPattern(next)) {
      throw new UserError(source + ": there is no folder " + folder.resolve(next));
    }
  }

  /** Two asterisks match any number of folders, including none. */
  private List<PathMatcher> matchers() {
    FileSystem files = FileSystems.getDefault();
    try {
      return List.of(
          files.getPathMatcher("glob:" + rest),
          files.getPathMatcher("glob:" + rest.replace("**/", "")));
    } catch (PatternSyntaxException e) {
      throw new UserError(
          source
              + ": there is no such file, and it is not a pattern because its brackets or braces"
              + " are not closed. Check the name",
          e);
    }
  }
}
