package dev.osprey.detection.golden;

import java.util.ArrayList;
import java.util.List;

/**
 * A few numbers of one raw output.
 *
 * @param name of the output, as raw ONNX files have it
 * @param count of all its numbers
 * @param largest absolute value
 * @param sum of all numbers
 * @param numbers at equal distances, from the first one on
 */
public record RawSample(String name, int count, double largest, double sum, List<Float> values) {
  private static final int VALUES = 64;

  public RawSample {
    values = List.copyOf(values);
  }

  /**
   * @param numbers flat in C order
   */
  public static RawSample of(String name, float[] numbers) {
    double largest = 0;
    double sum = 0;
    for (float number : numbers) {
      largest = Math.max(largest, Math.abs(number)); // NaN stays
      sum += number;
    }
    int stride = Math.max(1, numbers.length / VALUES);
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < numbers.length && values.size() < VALUES; i += stride) {
      values.add(numbers[i]);
    }
    return new RawSample(name, numbers.length, largest, sum, values);
  }

  boolean isFinite() {
    return Double.isFinite(largest) && Double.isFinite(sum);
  }

  /** The largest difference of a value, or of the mean, as a share of the largest number. */
  double difference(RawSample other) {
    if (other.count != count || other.values.size() != values.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = Math.abs(sum - other.sum) / Math.max(1, count);
    for (int i = 0; i < values.size(); i++) {
      difference = Math.max(difference, Math.abs(values.get(i) - other.values.get(i)));
    }
    return largest == 0 ? difference : difference / largest;
  }
}
