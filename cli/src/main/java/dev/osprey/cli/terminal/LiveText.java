package dev.osprey.cli.terminal;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.TextColumns;
import java.util.List;

/**
 * The text of a live line: as many parts as fit into the terminal, and a progress bar if there is
 * room.
 *
 * @param share the fraction of the work that is done, 0 to 1; negative if unknown
 * @param parts the most important part comes first
 */
public record LiveText(double share, List<String> parts) {
  static final LiveText NONE = new LiveText(-1, List.of());

  private static final String SPACE = "  ";
  private static final int SHORTEST_BAR = 10;
  private static final int LONGEST_BAR = 40;

  public LiveText {
    parts = List.copyOf(parts);
  }

  /** The text for work of unknown length, without a bar. */
  public static LiveText of(String... parts) {
    return new LiveText(-1, List.of(parts));
  }

  /** The line, at most {@code columns} wide. */
  String fitted(int columns) {
    if (parts.isEmpty() || columns < 1) {
      return "";
    }
    StringBuilder line = new StringBuilder(OneLine.of(parts.get(0), columns));
    int used = TextColumns.of(line.toString());
    for (String part : parts.subList(1, parts.size())) {
      String text = SPACE + OneLine.of(part);
      if (used + TextColumns.of(text) > columns) {
        return line.toString(); // a later part would be misread without this one
      }
      line.append(text);
      used += TextColumns.of(text);
    }
    int room = Math.min(LONGEST_BAR, columns - used - SPACE.length() - 2);
    return share < 0 || room < SHORTEST_BAR ? line.toString() : bar(room) + SPACE + line;
  }

  private String bar(int length) {
    int done = (int) Math.floor(Math.min(1, share) * length);
    return "[" + "=".repeat(done) + " ".repeat(length - done) + "]";
  }
}
