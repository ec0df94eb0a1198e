package dev.osprey.onnx.quantization.range;

import java.util.function.ToDoubleBiFunction;

/** Finds the range with the smallest cost: both limits shrink together, then each alone. */
final class RangeSearch {
  private static final int STEPS = 50;
  private static final double SMALLEST = 0.1;

  private RangeSearch() {}

  static QuantizedRange least(
      ValueHistogram histogram, ToDoubleBiFunction<ValueHistogram, QuantizedRange> cost) {
    double[] best = {histogram.low(), histogram.high()};
    double[] start = best.clone();
    double least = cost.applyAsDouble(histogram, QuantizedRange.of(best[0], best[1]));
    for (int side = 0; side < 3; side++) { // both, low, high
      double[] from = side == 0 ? start : best.clone();
      for (int step = 1; step < STEPS; step++) {
        double part = 1 - (1 - SMALLEST) * step / STEPS;
        double[] tried = {
          side == 2 ? from[0] : from[0] * part, side == 1 ? from[1] : from[1] * part
        };
        double found = cost.applyAsDouble(histogram, QuantizedRange.of(tried[0], tried[1]));
        if (found < least) {
          least = found;
          best = tried;
        }
      }
    }
    return QuantizedRange.of(best[0], best[1]);
  }
}
