package dev.osprey.evaluation.coco;

/** A range of areas in square pixels, both ends included; objects outside of it are ignored. */
public record AreaRange(String name, double minimum, double maximum) {
  public static final AreaRange ALL = new AreaRange("all", 0, 1e5 * 1e5);
  public static final AreaRange SMALL = new AreaRange("small", 0, 32 * 32);
  public static final AreaRange MEDIUM = new AreaRange("medium", 32 * 32, 96 * 96);
  public static final AreaRange LARGE = new AreaRange("large", 96 * 96, 1e5 * 1e5);

  public AreaRange {
    if (!(minimum <= maximum)) {
      throw new IllegalArgumentException(
          "area range " + name + " goes from " + minimum + " to " + maximum);
    }
  }

  boolean excludes(double area) {
    return area < minimum || area > maximum;
  }
}
