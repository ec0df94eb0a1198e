package dev.osprey.data.transform;

/** How a resized side becomes a whole number of pixels. */
public enum SizeRounding {
  /**
   * The scale is computed in float32, the side is {@code floor(side * scale)}: 375×500 to a
   * shortest side of 800 gives 799×1066.
   */
  FLOOR,
  /** The scale is a double, the side is rounded to the nearest, halves to the even number. */
  NEAREST_EVEN,
  /**
   * The scale is the smaller of both limits, a double, and the side is {@code floor(side * scale +
   * 0.5)}: 375×500 to a shortest side of 800 gives 800×1067.
   */
  NEAREST_UP
}
