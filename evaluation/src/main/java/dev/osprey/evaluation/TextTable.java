package dev.osprey.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Rows of text: the first column is a name, the others are right-aligned. */
public final class TextTable {
  private static final int COLUMN_WIDTH = 9;

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /** Three decimals, or a dash for a negative number, which stands for none. */
  public static String number(double value) {
    return value < 0 ? "-" : decimals(value, 3);
  }

  /** Python's rounding: of the exact binary value, ties to even; Java's formatter differs. */
  public static String decimals(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  @Override
  public String toString() {
    int width = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(row.get(0)).append(" ".repeat(width - row.get(0).length()));
      for (String cell : row.subList(1, row.size())) {
        text.append(" ".repeat(Math.max(1, COLUMN_WIDTH - cell.length()))).append(cell);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
