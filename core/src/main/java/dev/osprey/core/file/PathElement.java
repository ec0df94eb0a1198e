package dev.osprey.core.file;

import dev.osprey.core.text.TextColumns;
import java.nio.charset.StandardCharsets;

/** Checks names from outside before they become names of files or folders. */
public final class PathElement {
  /** The longest name that usual file systems allow, with room for an extension. */
  private static final int MAXIMUM_BYTES = 240;

  private PathElement() {}

  /**
   * Whether a name is safe as the name of one file or folder: not empty, not {@code .} or {@code
   * ..}, without separators of any system, without control characters, not longer than file systems
   * allow.
   */
  public static boolean isSafe(String name) {
    return !name.isBlank()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\\') < 0
        && name.codePoints().noneMatch(TextColumns::isControl)
        && name.getBytes(StandardCharsets.UTF_8).length <= MAXIMUM_BYTES;
  }
}
