package dev.osprey.data.format;

import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link InvalidBoxes} while a data set is read. A box is invalid if a coordinate is not
 * finite, if a side is not positive, or if it reaches further than one pixel beyond its picture.
 * Boxes that reach out by less (rounding, counting from 1) are kept as they are, unclipped, as
 * pycocotools' users get them; {@link InvalidBoxes#CLIP} cuts these too, without a warning.
 */
final class BoxPolicy {
  private static final double TOLERATED_OUTSIDE = 1;

  private final InvalidBoxes policy;
  private final Consumer<String> warnings;

  BoxPolicy(InvalidBoxes policy, Consumer<String> warnings) {
    this.policy = policy;
    this.warnings = warnings;
  }

  /**
   * The box that is a target, or null where it is left out.
   *
   * @param object file and object, as messages name them
   * @param convention the sentence about what the format's boxes are
   * @param size the picture's, or null where it is not known
   */
  @Nullable Box admit(String object, Box box, String convention, @Nullable ImageSize size) {
    return admit(object, box, fault(box, size), convention, size);
  }

  /**
   * The same where the format itself says what is wrong.
   *
   * @param fault what is wrong with the box, as the rest of a sentence; null: nothing
   */
  @Nullable Box admit(
      String object, Box box, @Nullable String fault, String convention, @Nullable ImageSize size) {
    if (policy == InvalidBoxes.CLIP && size != null && isFinite(box)) {
      Box clipped = box.clipTo(size);
      if (!clipped.isEmpty()) {
        if (fault != null) {
          warnings.accept(object + " " + fault + ". It is clipped");
        }
        return clipped;
      }
    }
    if (fault == null) {
      return box;
    }
    reject(object, fault, convention);
    return null;
  }

  /** Leaves an object out that has no box that could be mended, or stops at it. */
  void reject(String object, String fault, String convention) {
    String message = object + " " + fault + "; " + convention;
    if (policy == InvalidBoxes.FAIL) {
      throw new UserError(
          message
              + ". Fix the entry or pass --invalid-boxes skip or clip (in a configuration:"
              + " invalidBoxes)");
    }
    warnings.accept(message + ". It is left out");
  }

  /** Whether the box lies in a picture of that size, but for what is tolerated. */
  static boolean fits(Box box, ImageSize size) {
    return box.x1() >= -TOLERATED_OUTSIDE
        && box.y1() >= -TOLERATED_OUTSIDE
        && box.x2() <= size.width() + TOLERATED_OUTSIDE
        && box.y2() <= size.height() + TOLERATED_OUTSIDE
        && box.x1() < size.width()
        && box.y1() < size.height()
        && box.x2() > 0
        && box.y2() > 0;
  }

  /** What is wrong with a box; null: nothing. */
  static @Nullable String fault(Box box, @Nullable ImageSize size) {
    if (!isFinite(box)) {
      return "has a coordinate that is not a finite number";
    }
    if (box.width() <= 0) {
      return "has width " + rounded(box.width());
    }
    if (box.height() <= 0) {
      return "has height " + rounded(box.height());
    }
    if (size == null || fits(box, size)) {
      return null;
    }
    boolean wholly =
        box.x2() <= 0 || box.y2() <= 0 || box.x1() >= size.width() || box.y1() >= size.height();
    return (wholly ? "lies outside its picture (" : "reaches beyond its picture (")
        + size.width()
        + " wide, "
        + size.height()
        + " high): x "
        + rounded(box.x1())
        + " to "
        + rounded(box.x2())
        + ", y "
        + rounded(box.y1())
        + " to "
        + rounded(box.y2());
  }

  private static boolean isFinite(Box box) {
    return Double.isFinite(box.x1() + box.y1() + box.x2() + box.y2());
  }

  /** Sums of decimals have tails that nobody wrote. */
  private static double rounded(double coordinate) {
    return Math.abs(coordinate) < 1e9 ? Math.round(coordinate * 1e6) / 1e6 : coordinate;
  }
}
