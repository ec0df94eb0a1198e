package dev.osprey.data.format.wider;

import dev.osprey.core.Box;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.NumberText;
import dev.osprey.data.format.reading.OnInvalid;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads WIDER FACE's own boxes ({@code wider_face_train_bbx_gt.txt}): an image's name, the number
 * of its faces, then for each face {@code x y w h blur expression illumination invalid occlusion
 * pose}. An image of 0 faces is followed by one line of zeros, which is no face. An image whose
 * number of faces differs from that of the following lines is left out, because faces may be lost;
 * {@link OnInvalid#FIX} keeps the faces that follow.
 */
final class WiderCountedRows {
  private static final int BOX = 4;
  private static final int FIELDS = 10;
  private static final int INVALID = 7;
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");

  private final WiderRows rows;
  private final List<String> lines;
  private int next;

  WiderCountedRows(WiderRows rows, List<String> lines) {
    this.rows = rows;
    this.lines = lines;
  }

  List<WiderFile.Image> read() {
    List<WiderFile.Image> images = new ArrayList<>();
    while (skipBlank()) {
      int line = next + 1;
      String name = lines.get(next++).strip();
      if (WiderRows.isNumeric(name)) {
        rows.reject(
            line, ": \"" + WiderRows.shown(name) + "\" is found where an image name is expected");
      } else {
        List<WiderFile.Face> faces = faces(name);
        if (faces != null) {
          images.add(new WiderFile.Image(name, line, faces));
        }
      }
    }
    return images;
  }

  /** Moves to the next line that is not blank; returns whether there is one. */
  private boolean skipBlank() {
    while (next < lines.size() && lines.get(next).isBlank()) {
      next++;
    }
    return next < lines.size();
  }

  /** The faces of an image; null if the image is rejected. */
  private @Nullable List<WiderFile.Face> faces(String name) {
    int count = count(name);
    if (count < 0) {
      while (isNumeric()) {
        next++;
      }
      return null;
    }
    int counted = next;
    List<WiderFile.Face> faces = new ArrayList<>();
    int read = 0;
    while (read < count && isFace()) {
      addFace(faces);
      read++;
    }
    String wrong = null;
    if (read < count) {
      wrong =
          ": states " + count + " faces of " + WiderRows.shown(name) + ", but " + read + " follow";
    } else if (isNumeric() && !(count == 0 && skipZeros())) {
      wrong =
          count == 0
              ? ": states 0 faces, but line " + (next + 1) + " holds one"
              : ": states "
                  + count
                  + " faces of "
                  + WiderRows.shown(name)
                  + ", but more follow in line "
                  + (next + 1);
      while (isNumeric()) {
        addFace(faces);
      }
    }
    return wrong == null || corrected(counted, wrong) ? faces : null;
  }

  /** Whether the following faces are used although their number differs from the stated one. */
  private boolean corrected(int line, String wrong) {
    if (rows.problems().corrects()) {
      rows.problems().correct(Fault.WRONG_COUNT, rows.file() + " line " + line + wrong);
      return true;
    }
    rows.reject(Fault.WRONG_COUNT, line, wrong);
    return false;
  }

  /** The number of faces; -1 if there is none and the image is rejected. */
  private int count(String name) {
    if (!skipBlank()) {
      rows.reject(
          lines.size(), ": the file ends before the number of faces of " + WiderRows.shown(name));
      return -1;
    }
    String text = lines.get(next).strip();
    boolean isCount = COUNT.matcher(text).matches();
    if (!isCount) {
      rows.reject(
          next + 1,
          ": \""
              + WiderRows.shown(text)
              + "\" is found where the number of faces of "
              + WiderRows.shown(name)
              + " is expected");
    }
    if (isCount || !isNextImage()) {
      next++;
    }
    return isCount ? Integer.parseInt(text) : -1;
  }

  /** Whether the line after the next is a number of faces, so that the next is an image's name. */
  private boolean isNextImage() {
    return next + 1 < lines.size()
        && !WiderRows.isNumeric(lines.get(next))
        && COUNT.matcher(lines.get(next + 1).strip()).matches();
  }

  /** Whether the next line holds only numbers, as no image's name does. */
  private boolean isNumeric() {
    return skipBlank() && WiderRows.isNumeric(lines.get(next));
  }

  /**
   * Whether the next line is a face. A line with the words of a face is taken for one, so that its
   * fault is reported.
   */
  private boolean isFace() {
    return skipBlank()
        && (isNumeric()
            || (WiderRows.fields(lines.get(next)) >= BOX && !isNextImage())
            || lines.get(next).strip().matches("[-+0-9.,;]+"));
  }

  /** Reads the next line as a face; rejects it where it is not one. */
  private void addFace(List<WiderFile.Face> faces) {
    int line = next + 1;
    double[] values = rows.numbers(lines.get(next++), line);
    if (values == null) {
      return;
    }
    if (values.length != BOX && values.length != FIELDS) {
      rows.reject(
          line, ": a face has 10 numbers, or 4 where only its box is known, not " + values.length);
      return;
    }
    boolean invalid = values.length == FIELDS && values[INVALID] != 0;
    faces.add(
        new WiderFile.Face(
            Box.ofXywh(values[0], values[1], values[2], values[3]),
            List.of(),
            invalid ? WiderFile.Validity.INVALID : WiderFile.Validity.VALID,
            line));
  }

  /** Skips the next line if it holds only zeros; returns whether it did. */
  private boolean skipZeros() {
    for (String field : lines.get(next).strip().split("\\s+")) {
      if (NumberText.parse(field).orElse(1) != 0) {
        return false;
      }
    }
    next++;
    return true;
  }
}
