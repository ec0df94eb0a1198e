package dev.osprey.data.format.wider;

import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the lines of numbers in a WIDER FACE file; lines that cannot be read are rejected. */
record WiderRows(Path file, EntryProblems problems) {
  /** Describes the contents that can be read, for messages. */
  static final String CONTENTS =
      "a file holds \"# image\" lines, each followed by \"x y w h\" and 15 numbers of landmarks a"
          + " face; or an image, the number of its faces and \"x y w h blur expression illumination"
          + " invalid occlusion pose\" a face; or images alone. Fix the lines";

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final int SHOWN = 60;

  /** The numbers of line {@code number}; null if it is rejected. */
  double @Nullable [] numbers(String line, int number) {
    String[] fields = SPACES.split(line.strip());
    double[] values = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      OptionalDouble value = NumberText.parse(fields[i]);
      if (value.isEmpty()) {
        reject(number, ": \"" + shown(fields[i]) + "\" is not a number of pixels");
        return null;
      }
      values[i] = value.getAsDouble();
    }
    return values;
  }

  /** Rejects a line. */
  void reject(int line, String what) {
    reject(Fault.UNREADABLE_LINE, line, what);
  }

  void reject(Fault fault, int line, String what) {
    problems.reject(fault, file + " line " + line + what, CONTENTS);
  }

  /** Whether a line holds only numbers, as no image's name does. */
  static boolean isNumeric(String line) {
    String[] fields = SPACES.split(line.strip());
    for (String field : fields) {
      OptionalDouble value = NumberText.parse(field);
      // A folder or an image may be called "inf".
      if (value.isEmpty() || (fields.length == 1 && !Double.isFinite(value.getAsDouble()))) {
        return false;
      }
    }
    return true;
  }

  static int fields(String line) {
    return SPACES.split(line.strip()).length;
  }

  /** A line as a message quotes it. */
  static String shown(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
