package dev.osprey.cli.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Emulates a terminal of a given width and keeps all lines, including those that scrolled away. It
 * supports what Osprey writes: carriage return, line feed and {@code ESC [ K}; other escape
 * sequences are refused. A line that is too long continues in the next row.
 */
final class TerminalEmulator {
  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private final List<Boolean> wrapped = new ArrayList<>(List.of(false));
  private int row;
  private int column;

  TerminalEmulator(int columns) {
    this.columns = columns;
  }

  TerminalEmulator show(String output) {
    for (int i = 0; i < output.length(); i++) {
      char c = output.charAt(i);
      switch (c) {
        case '\r' -> column = 0;
        case '\n' -> lineFeed(false);
        case '\u001b' -> {
          if (!output.startsWith("\u001b[K", i)) {
            throw new AssertionError("an unknown command at " + i);
          }
          rows.get(row).setLength(Math.min(column, rows.get(row).length()));
          i += 2;
        }
        default -> put(c);
      }
    }
    return this;
  }

  private void put(char c) {
    if (column == columns) {
      lineFeed(true);
      column = 0;
    }
    StringBuilder line = rows.get(row);
    while (line.length() <= column) {
      line.append(' ');
    }
    line.setCharAt(column, c);
    column++;
  }

  private void lineFeed(boolean isWrapped) {
    row++;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
      wrapped.add(isWrapped);
    }
  }

  /** The lines, with the rows of each line joined and trailing spaces removed. */
  List<String> lines() {
    List<StringBuilder> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (wrapped.get(i)) {
        lines.get(lines.size() - 1).append(rows.get(i));
      } else {
        lines.add(new StringBuilder(rows.get(i)));
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }
}
