package dev.osprey.data.result;

import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.IntStream;

/**
 * Reads and writes the detections in one image: its name, their number, then {@code x y width
 * height score} a line. Further columns (landmarks) and blank lines are ignored.
 */
final class WiderResultFile {
  private static final int COLUMNS = 5;

  private final Path file;
  private final List<String> lines;

  private WiderResultFile(Path file) {
    this.file = file;
    this.lines = TextFile.lines(file);
  }

  static WiderResult read(Path file, WiderTruth.Image image) {
    return new WiderResultFile(file).parse(image);
  }

  private WiderResult parse(WiderTruth.Image image) {
    if (lines.size() < 2) {
      throw new UserError(
          file
              + " has "
              + lines.size()
              + " lines; the first one names the image, the second one is the number of detections"
              + " follow, 0 where there are none");
    }
    requireName(image);
    int[] rows =
        IntStream.range(2, lines.size()).filter(line -> !lines.get(line).isBlank()).toArray();
    requireCount(rows.length);
    double[] boxes = new double[4 * rows.length];
    double[] scores = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      parse(rows[row], row, boxes, scores);
    }
    return new WiderResult(image.event(), image.name(), boxes, scores);
  }

  /**
   * Throws if the first line names another image. Writers give the name with or without its
   * extension, some with the event's folder.
   */
  private void requireName(WiderTruth.Image image) {
    String written = lines.get(0).strip();
    String name =
        written.substring(Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1);
    String ending = name.startsWith(image.name()) ? name.substring(image.name().length()) : "?";
    if (!ending.matches("(\\.[^.]*)?")) {
      throw new UserError(
          file
              + " line 1 names the image \""
              + OneLine.of(written, 60)
              + "\". Rename the file, or correct the line");
    }
  }

  private void requireCount(int rows) {
    String text = lines.get(1).strip();
    try {
      if (Integer.parseInt(text) == rows) {
        return;
      }
    } catch (NumberFormatException e) {
      throw new UserError(
          file
              + " line 2 is \""
              + OneLine.of(text, 60)
              + "\", not the number of detections that follow",
          e);
    }
    throw new UserError(
        file
            + " line 2 states that "
            + OneLine.of(text, 60)
            + " detections follow, but "
            + rows
            + " do. Correct it");
  }

  private void parse(int line, int row, double[] boxes, double[] scores) {
    StringTokenizer fields = new StringTokenizer(lines.get(line));
    if (fields.countTokens() < COLUMNS) {
      throw new UserError(
          file
              + " line "
              + (line + 1)
              + " has "
              + fields.countTokens()
              + " numbers; a detection is x, y, width, height, score");
    }
    for (int column = 0; column < 4; column++) {
      boxes[4 * row + column] = number(fields.nextToken(), line);
    }
    scores[row] = number(fields.nextToken(), line);
  }

  private double number(String text, int line) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new UserError(notFinite(text, line), e);
    }
    throw new UserError(notFinite(text, line));
  }

  private String notFinite(String text, int line) {
    return file
        + " line "
        + (line + 1)
        + ": \""
        + OneLine.of(text, 60)
        + "\" is not a finite number. Correct or remove the detection";
  }

  /** The text of the file for an image; {@link #read} returns the same numbers. */
  static String text(WiderResult result) {
    StringBuilder text = new StringBuilder();
    text.append(result.name()).append('\n').append(result.scores().length).append('\n');
    for (int i = 0; i < result.scores().length; i++) {
      for (int column = 0; column < 4; column++) {
        append(text, result.boxes()[4 * i + column]);
        text.append(' ');
      }
      text.append(result.scores()[i]).append('\n');
    }
    return text.toString();
  }

  /** Writes whole numbers without a point, as the reference implementation does. */
  private static void append(StringBuilder text, double value) {
    if (value == (long) value) {
      text.append((long) value);
    } else {
      text.append(value);
    }
  }
}
