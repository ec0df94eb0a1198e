package dev.osprey.data.format;

import dev.osprey.core.Box;
import dev.osprey.core.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * WIDER FACE's own boxes ({@code wider_face_train_bbx_gt.txt}): a picture's name, the number of its
 * faces, then for each face {@code x y w h blur expression illumination invalid occlusion pose}. A
 * picture of 0 faces is followed by one line of zeros, which stands for none.
 */
final class WiderCountedRows {
  private static final int BOX = 4;
  private static final int FIELDS = 10;
  private static final int INVALID = 7;

  private final Path file;
  private final List<String> lines;
  private int next;

  WiderCountedRows(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  List<WiderFile.Picture> read() {
    List<WiderFile.Picture> pictures = new ArrayList<>();
    while (skipBlank()) {
      int line = next + 1;
      String name = lines.get(next++).strip();
      if (WiderRow.isNumeric(name)) {
        throw wrong(line, "\"" + WiderRow.shown(name) + "\" stands where a picture is expected");
      }
      pictures.add(new WiderFile.Picture(name, line, faces(name)));
    }
    return pictures;
  }

  /** Whether a line is left that holds something; it is the next then. */
  private boolean skipBlank() {
    while (next < lines.size() && lines.get(next).isBlank()) {
      next++;
    }
    return next < lines.size();
  }

  private List<WiderFile.Face> faces(String name) {
    int count = count(name);
    int counted = next;
    List<WiderFile.Face> faces = new ArrayList<>();
    while (faces.size() < count && isFace()) {
      faces.add(face());
    }
    if (faces.size() < count) {
      throw wrong(
          counted, "says " + count + " faces of " + name + ", but " + faces.size() + " follow");
    }
    if (count == 0 && isNumeric()) {
      passOverZeros(counted);
    }
    if (isNumeric()) {
      throw wrong(
          counted,
          "says " + count + " faces of " + name + ", but more follow in line " + (next + 1));
    }
    return faces;
  }

  private int count(String name) {
    if (!skipBlank()) {
      throw wrong(lines.size(), "the file ends before the number of faces of " + name);
    }
    String text = lines.get(next++).strip();
    try {
      int count = Integer.parseInt(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw new UserError(notACount(text, name), e);
    }
    throw new UserError(notACount(text, name));
  }

  private String notACount(String text, String name) {
    return message(
        next,
        "\""
            + WiderRow.shown(text)
            + "\" stands where the number of faces of "
            + name
            + " is expected");
  }

  /** Whether the next line holds numbers alone, as no picture's name does. */
  private boolean isNumeric() {
    return skipBlank() && WiderRow.isNumeric(lines.get(next));
  }

  /** A line of so many words is meant as a face where one is due, so that its fault is told. */
  private boolean isFace() {
    return skipBlank() && (isNumeric() || WiderRow.fields(lines.get(next)) >= BOX);
  }

  private WiderFile.Face face() {
    int line = next + 1;
    double[] values = WiderRow.numbers(lines.get(next++), file, line);
    if (values.length != BOX && values.length != FIELDS) {
      throw wrong(
          line, "a face has 10 numbers, or 4 where only its box is known, not " + values.length);
    }
    boolean invalid = values.length == FIELDS && values[INVALID] != 0;
    return new WiderFile.Face(
        Box.ofXywh(values[0], values[1], values[2], values[3]),
        List.of(),
        invalid ? WiderFile.Validity.INVALID : WiderFile.Validity.VALID,
        line);
  }

  private void passOverZeros(int counted) {
    int line = next + 1;
    for (double value : WiderRow.numbers(lines.get(next++), file, line)) {
      if (value != 0) {
        throw wrong(counted, "says 0 faces, but line " + line + " holds one");
      }
    }
  }

  private UserError wrong(int line, String what) {
    return new UserError(message(line, what));
  }

  private String message(int line, String what) {
    return file + " line " + line + ": " + what + ". Fix the file. " + WiderRow.CONTENTS;
  }
}
