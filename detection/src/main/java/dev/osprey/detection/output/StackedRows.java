package dev.osprey.detection.output;

import java.util.List;

/**
 * The rows of several tables of one width, one table after the other.
 *
 * @param tables at least one
 */
record StackedRows(List<OutputRows> tables) implements OutputRows {
  StackedRows {
    tables = List.copyOf(tables);
    int width = tables.get(0).width();
    if (tables.stream().anyMatch(table -> table.width() != width)) {
      throw new IllegalArgumentException("tables of different widths cannot be stacked");
    }
  }

  @Override
  public int size() {
    return tables.stream().mapToInt(OutputRows::size).sum();
  }

  @Override
  public int width() {
    return tables.get(0).width();
  }

  @Override
  public void scan(float bound, Visitor visitor) {
    float[] bar = {bound};
    int start = 0;
    for (OutputRows table : tables) {
      int offset = start;
      table.scan(bar[0], (position, value) -> bar[0] = visitor.visit(offset + position, value));
      start += table.numbers();
    }
  }

  @Override
  public float[] select(int[] rows) {
    float[] selected = new float[rows.length * width()];
    int next = 0;
    while (next < rows.length) {
      next = selectRun(rows, next, selected);
    }
    return selected;
  }

  /** Copies the rows from one on that are in the same table; returns the first that is not. */
  private int selectRun(int[] rows, int from, float[] selected) {
    int table = 0;
    int start = 0;
    while (rows[from] >= start + tables.get(table).size()) {
      start += tables.get(table).size();
      table++;
    }
    int end = start + tables.get(table).size();
    int to = from;
    while (to < rows.length && rows[to] >= start && rows[to] < end) {
      to++;
    }
    int[] inTable = new int[to - from];
    for (int i = from; i < to; i++) {
      inTable[i - from] = rows[i] - start;
    }
    float[] found = tables.get(table).select(inTable);
    System.arraycopy(found, 0, selected, from * width(), found.length);
    return to;
  }

  @Override
  public int notFinite() {
    return tables.stream().mapToInt(OutputRows::notFinite).sum();
  }
}
