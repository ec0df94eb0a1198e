package dev.osprey.data.format.yolo;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * {@code kpt_shape} of a {@code data.yaml}: rows have class, box and this many points.
 *
 * @param points of an object
 * @param values of a point: 2 for x and y, 3 with its visibility
 */
record YoloKeypoints(int points, int values) {
  private static final int MAXIMUM = 10_000;

  /**
   * Reads the key.
   *
   * @param shape null if the key is absent
   * @throws UserError if it is not a list of two whole numbers
   */
  static @Nullable YoloKeypoints of(@Nullable YamlTree shape, Path file) {
    if (shape == null) {
      return null;
    }
    List<YamlTree> items = shape instanceof YamlTree.Listing list ? list.items() : List.of();
    int points = items.size() == 2 ? whole(items.get(0)) : -1;
    int values = items.size() == 2 ? whole(items.get(1)) : -1;
    if (points < 0 || values < 2 || values > 3) {
      throw new UserError(
          file
              + ": kpt_shape is "
              + shape
              + "; it is [points of an object, numbers of a point], such as [17, 3]. A number of a"
              + " point is 2 or 3");
    }
    return new YoloKeypoints(points, values);
  }

  private static int whole(YamlTree item) {
    OptionalDouble number =
        item instanceof YamlTree.Scalar scalar
            ? NumberText.parse(scalar.text())
            : OptionalDouble.empty();
    double value = number.orElse(-1);
    return value == Math.rint(value) && value >= 0 && value <= MAXIMUM ? (int) value : -1;
  }

  /** The number of values in a row with points. */
  int rowLength() {
    return 5 + points * values;
  }

  @Override
  public String toString() {
    return "kpt_shape [" + points + ", " + values + "]";
  }
}
