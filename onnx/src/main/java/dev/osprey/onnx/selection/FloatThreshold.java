package dev.osprey.onnx.selection;

/** Thresholds as float32. */
final class FloatThreshold {
  private FloatThreshold() {}

  /** Returns the float such that a float32 is above it exactly if it is above {@code bound}. */
  static float atMost(double bound) {
    float nearest = (float) bound;
    return nearest > bound ? Math.nextDown(nearest) : nearest;
  }
}
