package dev.osprey.cli.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal of a width shows of a process's output, with all that has scrolled away. It knows
 * what Osprey writes: carriage return, line feed, and {@code ESC [ K}; anything else after ESC is
 * refused. Letters that do not fit go on in the next row, which belongs to the same line.
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

  /** The lines, each with the rows that it takes joined, without empty space at its end. */
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
