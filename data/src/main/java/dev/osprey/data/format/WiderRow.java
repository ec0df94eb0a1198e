package dev.osprey.data.format;

import dev.osprey.core.UserError;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** One line of numbers of a WIDER FACE file. */
final class WiderRow {
  /** The contents that can be read, as messages say them. */
  static final String CONTENTS =
      "A file holds \"# picture\" lines, each followed by \"x y w h\" and 15 numbers of landmarks a"
          + " face; or a picture, the number of its faces and \"x y w h blur expression illumination"
          + " invalid occlusion pose\" a face; or pictures alone";

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int SHOWN = 60;

  private WiderRow() {}

  /** The numbers of line {@code number}, each of them finite. */
  static double[] numbers(String line, Path file, int number) {
    String[] fields = SPACES.split(line.strip());
    double[] values = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = parse(fields[i]);
      if (!Double.isFinite(values[i])) {
        throw new UserError(
            file
                + " line "
                + number
                + ": \""
                + shown(fields[i])
                + "\" is no number of pixels. Fix the line. "
                + CONTENTS);
      }
    }
    return values;
  }

  /** Whether a line holds numbers and nothing else: no picture's name does. */
  static boolean isNumeric(String line) {
    for (String field : SPACES.split(line.strip())) {
      if (Double.isNaN(parse(field))) {
        return false;
      }
    }
    return true;
  }

  /** NaN where a field is no number. */
  private static double parse(String field) {
    try {
      return Double.parseDouble(field);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  static int fields(String line) {
    return SPACES.split(line.strip()).length;
  }

  /** A line as a message quotes it. */
  static String shown(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
