package dev.osprey.data.format;

import dev.osprey.core.Box;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.Point;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faces with landmarks that RetinaFace's authors marked in WIDER FACE ({@code label.txt}): a
 * line {@code # picture}, then for each face {@code x y w h}, five times {@code x y flag}, and how
 * blurred it is. Where a face has no landmarks they are -1, or left out as in the validation part.
 */
final class WiderLandmarkRows {
  /** What a picture's line starts with. */
  static final String PICTURE = "#";

  private static final int BOX = 4;

  /** x, y and a flag, which says whether an eye is hidden and is not used. */
  private static final int PER_POINT = 3;

  private static final int WITH_LANDMARKS = BOX + PER_POINT * FaceLandmarks.COUNT;
  private static final double UNKNOWN = -1;

  private final WiderRows rows;

  WiderLandmarkRows(WiderRows rows) {
    this.rows = rows;
  }

  List<WiderFile.Picture> read(List<String> lines) {
    List<WiderFile.Picture> pictures = new ArrayList<>();
    List<WiderFile.Face> faces = new ArrayList<>();
    WiderFile.@Nullable Picture picture = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(PICTURE)) {
        addTo(pictures, picture, faces);
        picture = picture(line, i + 1);
      } else if (!line.isEmpty()) {
        WiderFile.Face face = face(line, i + 1);
        if (face != null) {
          faces.add(face);
        }
      }
    }
    addTo(pictures, picture, faces);
    return pictures;
  }

  /** Faces of a picture without a name are lost with it, which is told. */
  private static void addTo(
      List<WiderFile.Picture> pictures,
      WiderFile.@Nullable Picture picture,
      List<WiderFile.Face> faces) {
    if (picture != null) {
      pictures.add(new WiderFile.Picture(picture.name(), picture.line(), faces));
    }
    faces.clear();
  }

  private WiderFile.@Nullable Picture picture(String line, int number) {
    String name = line.substring(PICTURE.length()).strip();
    if (name.isEmpty()) {
      rows.reject(number, ": no picture stands behind the #");
      return null;
    }
    return new WiderFile.Picture(name, number, List.of());
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
              + " with its blur behind them");
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
   * The points, or none. A first point left of the picture means none to Pytorch_Retinaface,
   * whatever the others are; a face of which some points are known is not a whole face here.
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
