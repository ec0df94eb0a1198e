package dev.osprey.onnx.quantization.range;

/**
 * The mapping of real numbers to uint8: {@code round(x / scale) + zeroPoint}, limited to 0 … 255.
 * Zero is represented exactly, because padding and ReLU produce it.
 */
public record QuantizedRange(float scale, int zeroPoint) {
  static final int LEVELS = 255;

  /**
   * Returns the mapping of a range, which is extended to include 0. A range of zeros alone, or of
   * numbers too small for a scale in float32, has scale 1.
   *
   * @throws IllegalArgumentException if a limit is not finite, or they are in the wrong order
   */
  public static QuantizedRange of(double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException("not a range: " + low + " to " + high);
    }
    double from = Math.min(low, 0);
    float scale = (float) ((Math.max(high, 0) - from) / LEVELS);
    if (scale < Float.MIN_NORMAL) {
      return new QuantizedRange(1, 0);
    }
    return new QuantizedRange(scale, (int) Math.min(LEVELS, Math.rint(-from / scale)));
  }

  /** The smallest number that is represented. */
  public double lowest() {
    return -(double) zeroPoint * scale;
  }

  /** The largest number that is represented. */
  public double highest() {
    return (double) (LEVELS - zeroPoint) * scale;
  }

  /** Returns the number that represents {@code x}. */
  double rounded(double x) {
    double level = Math.rint(x / scale) + zeroPoint;
    return (Math.min(Math.max(level, 0), LEVELS) - zeroPoint) * scale;
  }
}
