package dev.osprey.core.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes text from outside safe for one line of a terminal: characters that would break or reorder
 * the line are escaped, long text is shortened.
 */
public final class OneLine {
  private static final String ELLIPSIS = "…";

  /**
   * The number of columns at the end of a shortened name that are kept if another name has the same
   * start.
   */
  private static final int END = 10;

  private OneLine() {}

  /** The text with {@code \n}, {@code \t} and the like in place of control characters. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().forEach(point -> append(line, point));
    return line.toString();
  }

  /** Like {@link #of(String)} for a text of several lines, whose line breaks are kept. */
  static String ofLines(String text) {
    StringBuilder lines = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                lines.append('\n');
              } else {
                append(lines, point);
              }
            });
    return lines.toString();
  }

  private static void append(StringBuilder line, int point) {
    switch (point) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (TextColumns.isControl(point)) {
          line.append(String.format("\\u%04x", point));
        } else {
          line.appendCodePoint(point);
        }
      }
    }
  }

  /**
   * Like {@link #of(String)}, shortened to a number of columns; an ellipsis replaces the omitted
   * part.
   */
  public static String of(String text, int columns) {
    String line = of(text);
    return TextColumns.of(line) <= columns ? line : start(line, columns - 1) + ELLIPSIS;
  }

  /**
   * Several names, each on a line of its own: those that would look the same are distinguished by
   * their ends, or by numbers.
   */
  public static List<String> distinct(List<String> names, int columns) {
    List<String> shown = names.stream().map(name -> of(name, columns)).toList();
    List<String> withEnds = new ArrayList<>();
    Map<String, Integer> first = counts(shown);
    for (int i = 0; i < shown.size(); i++) {
      boolean repeated = first.getOrDefault(shown.get(i), 0) > 1;
      withEnds.add(repeated ? withEnd(of(names.get(i)), columns) : shown.get(i));
    }
    Map<String, Integer> second = counts(withEnds);
    Map<String, Integer> numbers = new HashMap<>();
    List<String> distinct = new ArrayList<>();
    for (String name : withEnds) {
      boolean repeated = second.getOrDefault(name, 0) > 1;
      distinct.add(repeated ? name + " (" + numbers.merge(name, 1, Integer::sum) + ")" : name);
    }
    return distinct;
  }

  private static Map<String, Integer> counts(List<String> names) {
    Map<String, Integer> counts = new HashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    return counts;
  }

  private static String withEnd(String line, int columns) {
    if (TextColumns.of(line) <= columns) {
      return line;
    }
    int end = Math.min(END, columns / 2);
    return start(line, columns - 1 - end) + ELLIPSIS + end(line, end);
  }

  /** As much of the start as fits, whole letters. */
  private static String start(String line, int columns) {
    int used = 0;
    int index = 0;
    while (index < line.length()) {
      int point = line.codePointAt(index);
      if (used + TextColumns.of(point) > columns) {
        break;
      }
      used += TextColumns.of(point);
      index += Character.charCount(point);
    }
    return line.substring(0, index);
  }

  /** As much of the end as fits; it begins with a letter, not with an accent. */
  private static String end(String line, int columns) {
    int used = 0;
    int index = line.length();
    int letter = index;
    while (index > 0) {
      int point = line.codePointBefore(index);
      used += TextColumns.of(point);
      if (used > columns) {
        break;
      }
      index -= Character.charCount(point);
      letter = TextColumns.of(point) > 0 ? index : letter;
    }
    return line.substring(letter);
  }
}
