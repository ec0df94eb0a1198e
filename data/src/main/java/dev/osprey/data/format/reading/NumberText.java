package dev.osprey.data.format.reading;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Parses numbers as Python and other languages write them, {@code nan} and {@code inf} included.
 */
public final class NumberText {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+)?");

  /** The longest number; no program writes longer ones, and they would cost time and stack. */
  private static final int LONGEST = 1000;

  private NumberText() {}

  /** The number; empty if the text is not one. */
  public static OptionalDouble parse(String text) {
    if (text.length() > LONGEST) {
      return OptionalDouble.empty();
    }
    String stripped = text.strip();
    if (NUMBER.matcher(stripped).matches()) {
      return OptionalDouble.of(Double.parseDouble(stripped.replace("_", "")));
    }
    return switch (stripped.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> OptionalDouble.of(Double.NaN);
      case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }
}
