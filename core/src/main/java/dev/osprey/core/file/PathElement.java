package dev.osprey.core.file;

import dev.osprey.core.text.TextColumns;
import java.nio.charset.StandardCharsets;

/** Names that somebody else chose and that a file or folder shall get. */
public final class PathElement {
  /** What the usual file systems take, with room for an ending. */
  private static final int MOST_BYTES = 240;

  private PathElement() {}

  /**
   * Whether a name is that of one file or folder, wherever it is resolved: not empty, not {@code .}
   * or {@code ..}, without separators of any system, without control characters, of a length that
   * file systems take.
   */
  public static boolean isSafe(String name) {
    return !name.isBlank()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\\') < 0
        && name.codePoints().noneMatch(TextColumns::isControl)
        && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
  }
}
