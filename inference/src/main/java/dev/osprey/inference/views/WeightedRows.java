package dev.osprey.inference.views;

import java.util.Arrays;
import java.util.List;

/** Computes weighted means of rows of packed numbers. */
final class WeightedRows {
  private WeightedRows() {}

  /**
   * The weighted mean of rows of {@code values}, {@code length} numbers each; the first row if no
   * weight is above 0.
   */
  static float[] mean(float[] values, int length, List<Integer> rows, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    if (rows.size() == 1 || !(sum > 0)) {
      int first = rows.get(0);
      return Arrays.copyOfRange(values, length * first, length * first + length);
    }
    float[] mean = new float[length];
    for (int k = 0; k < length; k++) {
      double total = 0;
      for (int i = 0; i < rows.size(); i++) {
        total += weights[i] * values[length * rows.get(i) + k];
      }
      mean[k] = (float) (total / sum);
    }
    return mean;
  }
}
