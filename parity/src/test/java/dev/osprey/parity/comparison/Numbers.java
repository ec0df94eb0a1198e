package dev.osprey.parity.comparison;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Numbers of any Java type with a shape, flat in C order. */
public record Numbers(long[] shape, int count, IntToDoubleFunction at) {
  public Numbers {
    long expected = 1;
    for (long dimension : shape) {
      expected *= dimension;
    }
    if (expected != count) {
      throw new IllegalArgumentException(
          count + " numbers do not have the shape " + Arrays.toString(shape));
    }
  }

  public static Numbers of(float[] values, long... shape) {
    return new Numbers(shape, values.length, i -> values[i]);
  }

  public static Numbers of(double[] values, long... shape) {
    return new Numbers(shape, values.length, i -> values[i]);
  }

  public static Numbers of(int[] values) {
    return new Numbers(new long[] {values.length}, values.length, i -> values[i]);
  }

  double get(int i) {
    return at.applyAsDouble(i);
  }

  double absMax() {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(get(i)));
    }
    return largest;
  }
}
