package dev.osprey.data.format.reading;

import dev.osprey.core.Box;
import dev.osprey.core.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * Checks the boxes of a data set. A box is faulty if a coordinate is not finite, if a side is not
 * positive in float32, which is what networks compute in, or if it extends more than one pixel
 * beyond its image. Boxes that extend by less (rounding, counting from 1) are kept unclipped, as in
 * pycocotools; {@link OnInvalid#FIX} clips these too, without a warning.
 *
 * @param convention the sentence that defines the format's boxes
 */
public record BoxPolicy(EntryProblems problems, String convention) {
  private static final double TOLERATED_OUTSIDE = 1;

  /** A fault of a box, as the end of a sentence. */
  public record Finding(Fault fault, String what) {}

  /**
   * The box to use as a target, or null if it is left out.
   *
   * @param object file and object, as messages name them
   * @param size of the image, or null if it is not known
   */
  public @Nullable Box admit(String object, Box box, @Nullable ImageSize size) {
    return admit(object, box, finding(box, size), size);
  }

  /**
   * Like {@link #admit(String, Box, ImageSize)}, for a fault that the format itself found.
   *
   * @param finding null if there is none
   */
  public @Nullable Box admit(
      String object, Box box, @Nullable Finding finding, @Nullable ImageSize size) {
    if (problems.corrects() && size != null && isFinite(box)) {
      Box corrected = ordered(box).clipTo(size);
      if (finding(corrected, size) == null) {
        if (finding != null) {
          problems.correct(finding.fault(), object + " " + finding.what());
        }
        return corrected;
      }
    }
    if (finding == null) {
      return box;
    }
    reject(finding, object);
    return null;
  }

  /** Rejects an object that has no box to correct. */
  public void reject(Finding finding, String object) {
    problems.reject(finding.fault(), object + " " + finding.what(), convention + ". Fix the entry");
  }

  /** The box with its corners in ascending order. */
  private static Box ordered(Box box) {
    return new Box(
        Math.min(box.x1(), box.x2()),
        Math.min(box.y1(), box.y2()),
        Math.max(box.x1(), box.x2()),
        Math.max(box.y1(), box.y2()));
  }

  /** Whether the box lies in an image of that size, within the tolerance. */
  public static boolean fits(Box box, ImageSize size) {
    return box.x1() >= -TOLERATED_OUTSIDE
        && box.y1() >= -TOLERATED_OUTSIDE
        && box.x2() <= size.width() + TOLERATED_OUTSIDE
        && box.y2() <= size.height() + TOLERATED_OUTSIDE
        && box.x1() < size.width()
        && box.y1() < size.height()
        && box.x2() > 0
        && box.y2() > 0;
  }

  /** The fault of a box; null if there is none. */
  public static @Nullable Finding finding(Box box, @Nullable ImageSize size) {
    if (!isFinite(box)) {
      return new Finding(Fault.NOT_FINITE, "has a coordinate that is not a finite number");
    }
    if ((float) box.x2() <= (float) box.x1()) {
      return new Finding(Fault.WITHOUT_AREA, "has width " + rounded(box.width()));
    }
    if ((float) box.y2() <= (float) box.y1()) {
      return new Finding(Fault.WITHOUT_AREA, "has height " + rounded(box.height()));
    }
    return size == null || fits(box, size) ? null : outside(box, size);
  }

  private static Finding outside(Box box, ImageSize size) {
    boolean wholly =
        box.x2() <= 0 || box.y2() <= 0 || box.x1() >= size.width() || box.y1() >= size.height();
    String what =
        (wholly ? "lies outside its image (" : "reaches beyond its image (")
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
    return new Finding(wholly ? Fault.OUTSIDE : Fault.BEYOND, what);
  }

  private static boolean isFinite(Box box) {
    return Double.isFinite(box.x1() + box.y1() + box.x2() + box.y2());
  }

  /** Sums of decimals have rounding errors in their last digits. */
  private static double rounded(double coordinate) {
    double rounded = Math.round(coordinate * 1e6) / 1e6;
    return Math.abs(coordinate) < 1e9 && (rounded != 0 || coordinate == 0) ? rounded : coordinate;
  }
}
