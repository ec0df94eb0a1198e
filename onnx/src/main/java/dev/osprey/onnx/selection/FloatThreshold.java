package dev.osprey.onnx.selection;

/** Doubles that runtimes compare as float32. */
final class FloatThreshold {
  private FloatThreshold() {}

  /** A float32 is above this float exactly where it is above {@code bound}. */
  static float atMost(double bound) {
    float nearest = (float) bound;
    return nearest > bound ? Math.nextDown(nearest) : nearest;
  }
}
