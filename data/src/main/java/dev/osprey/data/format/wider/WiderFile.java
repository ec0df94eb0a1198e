package dev.osprey.data.format.wider;

import dev.osprey.core.Box;
import dev.osprey.core.Point;
import dev.osprey.core.file.TextFile;
import dev.osprey.data.format.reading.EntryProblems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An annotation file of WIDER FACE with one of three contents, which are recognised: faces with
 * landmarks ({@link WiderLandmarkRows}), the official boxes ({@link WiderCountedRows}), or only
 * names of images. Only the syntax is checked.
 */
record WiderFile(Content content, List<Image> images) {

  /** The content of an annotation file. */
  enum Content {
    LANDMARKS,
    BOXES,
    NAMES
  }

  /**
   * An image of the file.
   *
   * @param name relative to the image folder
   * @param line of the name, from 1
   */
  record Image(String name, int line, List<Face> faces) {
    Image {
      faces = List.copyOf(faces);
    }
  }

  /**
   * An annotated face.
   *
   * @param landmarks five points, or none where they are not annotated
   * @param line of the face, from 1
   */
  record Face(Box box, List<Point> landmarks, Validity validity, int line) {
    Face {
      landmarks = List.copyOf(landmarks);
    }
  }

  /** The official files' column {@code invalid}. */
  enum Validity {
    VALID,
    /** Too small or too blurred for a reliable annotation. */
    INVALID
  }

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");

  WiderFile {
    images = List.copyOf(images);
  }

  /** Reads a file; lines that cannot be read are rejected. */
  static WiderFile read(Path file, EntryProblems problems) {
    List<String> lines = TextFile.lines(file);
    Content content = content(lines);
    List<Image> images =
        switch (content) {
          case LANDMARKS -> new WiderLandmarkRows(new WiderRows(file, problems)).read(lines);
          case BOXES -> new WiderCountedRows(new WiderRows(file, problems), lines).read();
          case NAMES -> names(lines, new WiderRows(file, problems));
        };
    return new WiderFile(content, images);
  }

  /**
   * Recognises the content; an empty file counts as one with landmarks. A number of faces is in the
   * second line, or after a later image where the first has none.
   */
  static Content content(List<String> lines) {
    List<String> all = lines.stream().filter(line -> !line.isBlank()).map(String::strip).toList();
    if (all.isEmpty() || all.get(0).startsWith(WiderLandmarkRows.IMAGE)) {
      return Content.LANDMARKS;
    }
    for (int i = 0; i + 1 < all.size(); i++) {
      boolean counted = !WiderRows.isNumeric(all.get(i)) && COUNT.matcher(all.get(i + 1)).matches();
      if (counted && (i == 0 || (i + 2 < all.size() && isFace(all.get(i + 2))))) {
        return Content.BOXES;
      }
    }
    return Content.NAMES;
  }

  private static boolean isFace(String line) {
    return WiderRows.isNumeric(line) && WiderRows.fields(line) >= 4;
  }

  private static List<Image> names(List<String> lines, WiderRows rows) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i).strip();
      if (name.isEmpty()) {
        continue;
      }
      if (WiderRows.isNumeric(name)) {
        rows.reject(i + 1, ": \"" + WiderRows.shown(name) + "\" has no image that it belongs to");
      } else {
        images.add(new Image(name, i + 1, List.of()));
      }
    }
    return images;
  }
}
