package dev.osprey.cli.image;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A glob pattern that is matched folder by folder. Java's own {@code **} does not match a line
 * break, which a file name may contain.
 *
 * @param parts in the order of the path; an empty list matches nothing
 */
record GlobParts(List<Part> parts) {
  private static final String FOLDERS = "**";

  GlobParts {
    parts = List.copyOf(parts);
  }

  /** One part of a pattern. */
  private sealed interface Part {}

  /** Matches any number of folders, including none. */
  private record Folders() implements Part {}

  /** Matches one file or folder name. */
  private record Name(PathMatcher matcher) implements Part {}

  /** Splits a pattern at slashes. Has no parts if braces contain slashes or are not closed. */
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
