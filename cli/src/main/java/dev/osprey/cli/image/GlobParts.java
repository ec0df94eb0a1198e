package dev.osprey.cli.image;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern matched folder by folder. Java's own {@code **} does not match a line break, which may
 * stand in a name.
 *
 * @param parts one after the other; none match nothing
 */
record GlobParts(List<Part> parts) {
  private static final String FOLDERS = "**";

  GlobParts {
    parts = List.copyOf(parts);
  }

  /** What one part of a pattern stands for. */
  private sealed interface Part {}

  /** Any number of folders, none included. */
  private record Folders() implements Part {}

  /** One name. */
  private record Name(PathMatcher matcher) implements Part {}

  /** The parts between slashes; none where braces hold slashes, or something is not closed. */
  static GlobParts of(String pattern) {
    List<Part> parts = new ArrayList<>();
    try {
      for (String text : pattern.split("/", -1)) {
        if (text.startsWith(FOLDERS)) {
          parts.add(new Folders());
        }
        String name = text.startsWith(FOLDERS) ? text.substring(FOLDERS.length()) : text;
        boolean last = text.equals(FOLDERS) && pattern.endsWith(FOLDERS);
        if (!name.isEmpty() || last) {
          String glob = text.startsWith(FOLDERS) ? "*" + name : name;
          parts.add(new Name(FileSystems.getDefault().getPathMatcher("glob:" + glob)));
        }
      }
    } catch (PatternSyntaxException e) {
      return new GlobParts(List.of());
    }
    return new GlobParts(parts);
  }

  boolean match(Path path) {
    return !parts.isEmpty() && match(0, path, 0);
  }

  private boolean match(int part, Path path, int at) {
    if (part == parts.size()) {
      return at == path.getNameCount();
    }
    if (parts.get(part) instanceof Name name) {
      return at < path.getNameCount()
          && name.matcher.matches(path.getName(at))
          && match(part + 1, path, at + 1);
    }
    for (int next = at; next <= path.getNameCount(); next++) {
      if (match(part + 1, path, next)) {
        return true;
      }
    }
    return false;
  }
}
