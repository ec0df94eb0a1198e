package dev.osprey.evaluation.coco;

import dev.osprey.core.text.UserError;

/** A range of areas in square pixels, both bounds included; objects outside it are ignored. */
public record AreaRange(String name, double minimum, double maximum) {
  private static final double LARGEST_SIDE = 1e5;

  public static final AreaRange ALL = ofSides("all", 0, LARGEST_SIDE);
  public static final AreaRange SMALL = ofSides("small", 0, 32);
  public static final AreaRange MEDIUM = ofSides("medium", 32, 96);
  public static final AreaRange LARGE = ofSides("large", 96, LARGEST_SIDE);

  public AreaRange {
    if (!(minimum >= 0 && minimum <= maximum)) {
      throw new UserError(
          "area range "
              + name
              + " goes from "
              + minimum
              + " to "
              + maximum
              + " square pixels; both must be 0 or more and ascending");
    }
  }

  /** The range between the areas of two squares, given by their sides in pixels. */
  public static AreaRange ofSides(String name, double from, double to) {
    if (!(from >= 0 && from <= to)) {
      throw new UserError(
          "area range "
              + name
              + " goes from squares of "
              + from
              + " pixels to "
              + to
              + "; both must be 0 or more and ascending, such as small=0:32");
    }
    return new AreaRange(name, from * from, to * to);
  }

  /** The range from the area of a square upwards, without an upper bound. */
  public static AreaRange fromSide(String name, double from) {
    return ofSides(name, from, LARGEST_SIDE);
  }

  boolean excludes(double area) {
    return area < minimum || area > maximum;
  }
}
