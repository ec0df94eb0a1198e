package dev.osprey.onnx.check;

import dev.osprey.detection.coding.Scoring;
import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Differences between the same output of both engines. */
final class OutputDifference {
  private OutputDifference() {}

  /**
   * Returns the largest difference relative to the largest number, over all levels; infinite if
   * shapes differ.
   */
  static double share(List<Tensor> expected, List<Tensor> found) {
    double largest = 0;
    double range = 1;
    for (int level = 0; level < expected.size(); level++) {
      float[] a = Tensors.floats(expected.get(level));
      float[] b = Tensors.floats(found.get(level));
      largest = Math.max(largest, largest(a, b));
      range = range(a, range);
    }
    return largest / range;
  }

  /** Returns the largest difference of two outputs relative to the largest number. */
  static double share(float[] expected, float[] found) {
    return largest(expected, found) / range(expected, 1);
  }

  private static double range(float[] values, double minimum) {
    double range = minimum;
    for (float value : values) {
      range = Float.isFinite(value) ? Math.max(range, Math.abs(value)) : range;
    }
    return range;
  }

  private static double largest(float[] a, float[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      if (Float.compare(a[i], b[i]) != 0) { // NaN equals NaN here
        double difference = Math.abs((double) a[i] - b[i]);
        largest = difference >= 0 ? Math.max(largest, difference) : Double.POSITIVE_INFINITY;
      }
    }
    return largest;
  }

  /**
   * Returns the largest difference of a score.
   *
   * @param expected logits (…, outputs), the same shapes as {@code found}
   */
  static double ofScores(List<Tensor> expected, List<Tensor> found, Scoring scoring) {
    double largest = 0;
    for (int level = 0; level < expected.size(); level++) {
      largest =
          Math.max(
              largest,
              largest(scores(expected.get(level), scoring), scores(found.get(level), scoring)));
    }
    return largest;
  }

  private static float[] scores(Tensor logits, Scoring scoring) {
    int outputs = (int) logits.size(logits.dim() - 1);
    return scoring.scores(Tensors.floats(logits), scoring.classes(outputs));
  }
}
