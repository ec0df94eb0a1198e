package dev.osprey.data.format.wider;

import dev.osprey.core.Box;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import dev.osprey.data.format.reading.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the faces with landmarks that RetinaFace's authors annotated in WIDER FACE ({@code
 * label.txt}): a line {@code # image}, then for each face {@code x y w h}, five times {@code x y
 * flag}, and how blurred it is. Where a face has no landmarks they are -1, or left out as in the
 * validation part.
 */
final class WiderLandmarkRows {
  /** The start of a line with an image's name. */
  static final String IMAGE = "#";

  private static final int BOX = 4;

  /** x, y and a flag, which states whether an eye is hidden and is not used. */
  private static final int PER_POINT = 3;

  private static final int WITH_LANDMARKS = BOX + PER_POINT * FaceLandmarks.COUNT;
  private static final double UNKNOWN = -1;

  private final WiderRows rows;

  WiderLandmarkRows(WiderRows rows) {
    this.rows = rows;
  }

  List<WiderFile.Image> read(List<String> lines) {
    List<WiderFile.Image> images = new ArrayList<>();
    List<WiderFile.Face> faces = new ArrayList<>();
    WiderFile.@Nullable Image image = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(IMAGE)) {
        addTo(images, image, faces);
        image = image(line, i + 1);
      } else if (!line.isEmpty()) {
        WiderFile.Face face = face(line, i + 1);
        if (face != null) {
          faces.add(face);
        }
      }
    }
    addTo(images, image, faces);
    return images;
  }

  /**
   * Adds an image with its faces; without an image, whose missing name was reported, the faces are
   * dropped.
   */
  private static void addTo(
      List<WiderFile.Image> images, WiderFile.@Nullable Image image, List<WiderFile.Face> faces) {
    if (image != null) {
      images.add(new WiderFile.Image(image.name(), image.line(), faces));
    }
    faces.clear();
  }

  private WiderFile.@Nullable Image image(String line, int number) {
    String name = line.substring(IMAGE.length()).strip();
    if (name.isEmpty()) {
      rows.reject(number, ": no image name follows the #");
      return null;
    }
    return new WiderFile.Image(name, number, List.of());
  }

  private WiderFile.@Nullable Face face(String line, int number) {
    double[] values = rows.numbers(line, number);
    if (values == null) {
      return null;
    }
    if (values.length != BOX
        && values.length != WITH_LANDMARKS
        && values.length != WITH_LANDMARKS + 1) {
      rows.reject(
          number,
          " has "
              + values.length
              + " numbers; a face has 4 (x y w h), or 19 with five landmarks (x y flag each), or 20"
              + " with its blur at the end");
      return null;
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        rows.reject(Fault.NOT_FINITE, number, ": the face has a number that is not finite");
        return null;
      }
    }
    return new WiderFile.Face(
        Box.ofXywh(values[0], values[1], values[2], values[3]),
        values.length == BOX ? List.of() : landmarks(values),
        WiderFile.Validity.VALID,
        number);
  }

  /**
   * The points, or none. As in Pytorch_Retinaface, a negative first point means that there are
   * none. A face of which only some points are known has none either.
   */
  private static List<Point> landmarks(double[] values) {
    List<Point> points = new ArrayList<>();
    for (int at = BOX; at < WITH_LANDMARKS; at += PER_POINT) {
      if (values[at] == UNKNOWN && values[at + 1] == UNKNOWN) {
        return List.of();
      }
      points.add(new Point(values[at], values[at + 1]));
    }
    return points.get(0).x() < 0 ? List.of() : points;
  }
}
