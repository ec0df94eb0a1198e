package dev.osprey.evaluation;

import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.TextColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text with one line for each row. The first column is a name, shortened if it is long;
 * the others are right-aligned.
 */
public final class TextTable {
  private static final int COLUMN_WIDTH = 9;

  /** Maximum width of a name; longer names are shortened to keep the table narrow. */
  private static final int LONGEST_NAME = 30;

  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /** Formats a number with three decimals; a negative one, which means "none", as a dash. */
  public static String number(double value) {
    return value < 0 ? "-" : decimals(value, 3);
  }

  /**
   * Formats a number like Python, which rounds the exact binary value with ties to even, unlike
   * Java's formatter.
   */
  public static String decimals(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  @Override
  public String toString() {
    List<String> names =
        OneLine.distinct(rows.stream().map(row -> row.get(0)).toList(), LONGEST_NAME);
    int width = names.stream().mapToInt(TextColumns::of).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      text.append(names.get(i)).append(" ".repeat(width - TextColumns.of(names.get(i))));
      for (String cell : row.subList(1, row.size())) {
        text.append(" ".repeat(Math.max(1, COLUMN_WIDTH - cell.length()))).append(cell);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
