package dev.osprey.data.format.yolo;

import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A path as a person or a tool wrote it into a text file: on this machine or another, with slashes
 * or with the backslashes of Windows.
 */
record WrittenPath(String text) {
  /** The longest path that a system may accept, in characters. */
  private static final int LONGEST = 4096;

  private static final String ESCAPES = "\0\u0007\b\t\n\u000B\f\r\u001B\u0085\u00A0\u2028\u2029";
  private static final String LETTERS = "0abtnvfreN_LP";

  /** The existing file or folder of this path below a folder; null if there is none. */
  @Nullable Path in(Path folder) {
    Path written = existing(folder, text);
    return written == null && text.indexOf('\\') >= 0 ? existing(folder, slashed()) : written;
  }

  /**
   * Like {@link #in}, but leading parts of the path may be those of another machine: {@code
   * /content/set/train/images} means {@code train/images}. At least two parts must remain, or one
   * that names a split.
   */
  @Nullable Path endIn(Path folder) {
    String rest = text.length() > LONGEST ? "" : slashed();
    for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
      rest = rest.substring(slash + 1);
      boolean isSpecific = rest.indexOf('/') > 0 || SplitNames.isUsual(rest);
      Path found = isSpecific && !rest.startsWith("..") ? existing(folder, rest) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The path with slashes in place of backslashes. */
  String slashed() {
    return text.replace('\\', '/');
  }

  private static @Nullable Path existing(Path folder, String name) {
    if (name.length() > LONGEST) {
      return null;
    }
    try {
      Path found = folder.resolve(name).normalize();
      return Files.exists(found) ? found : null;
    } catch (InvalidPathException e) {
      return null; // no file can have that name
    }
  }

  /**
   * Explains that the path contains a special character because of a backslash in double quotes;
   * empty if it does not.
   */
  String escapeFault() {
    for (int i = 0; i < text.length(); i++) {
      int at = ESCAPES.indexOf(text.charAt(i));
      if (at >= 0) {
        String escape = "\\" + LETTERS.charAt(at);
        return String.format(
            "it holds %s, which is what YAML reads for %s in double quotes: write %s in single quotes"
                + " or without quotes, or with / in place of \\",
            named(text.charAt(i)), escape, shown());
      }
    }
    return "";
  }

  private static String named(char special) {
    return switch (special) {
      case '\t' -> "a tab";
      case '\n', '\r', '\u0085', '\u2028', '\u2029' -> "a line break";
      case '\u00A0' -> "a no-break space";
      default -> String.format("the control character U+%04X", (int) special);
    };
  }

  /** The path with special characters as their escapes. */
  String shown() {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int at = ESCAPES.indexOf(text.charAt(i));
      shown.append(at < 0 ? String.valueOf(text.charAt(i)) : "\\" + LETTERS.charAt(at));
    }
    return shown.toString();
  }
}
