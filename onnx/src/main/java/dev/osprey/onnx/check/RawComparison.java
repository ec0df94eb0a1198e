package dev.osprey.onnx.check;

import dev.osprey.detection.golden.RawOutputs;
import dev.osprey.onnx.runtime.OnnxSession;
import dev.osprey.onnx.runtime.ProposalRows;
import java.util.Arrays;
import java.util.Map;

/** Compares the raw outputs of both engines. */
final class RawComparison {
  private RawComparison() {}

  static Agreement compare(RawOutputs expected, Map<String, OnnxSession.Output> found) {
    int rows = expected.get("logits").length / Math.max(1, expected.outputs());
    int[] pairs = identity(rows);
    int unmatched = 0;
    float[] proposals = expected.values().get(ProposalRows.NAME);
    if (proposals != null) {
      float[] others = floats(found, ProposalRows.NAME);
      pairs = ProposalRows.pairs(proposals, others);
      int matched = (int) Arrays.stream(pairs).filter(row -> row >= 0).count();
      unmatched = ProposalRows.count(proposals) + ProposalRows.count(others) - 2 * matched;
    }
    double largest = 0;
    for (Map.Entry<String, float[]> output : expected.values().entrySet()) {
      float[] other = floats(found, output.getKey());
      boolean byAnchor = output.getKey().equals("anchors");
      int[] order = byAnchor ? identity(output.getValue().length / 4) : pairs;
      largest = Math.max(largest, difference(output.getValue(), other, order));
    }
    return new Agreement(0, rows, unmatched, 0, 0, largest);
  }

  private static int[] identity(int rows) {
    int[] identity = new int[rows];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  private static float[] floats(Map<String, OnnxSession.Output> found, String name) {
    OnnxSession.Output output = found.get(name);
    if (output == null) {
      throw new IllegalStateException("the exported file gives no " + name);
    }
    return output.floats();
  }

  /** Returns the largest difference relative to the largest number. */
  private static double difference(float[] expected, float[] found, int[] pairs) {
    if (pairs.length == 0) {
      return found.length == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    int width = expected.length / pairs.length;
    if (found.length < width * (Arrays.stream(pairs).max().orElse(-1) + 1)) {
      return Double.POSITIVE_INFINITY; // rows are missing
    }
    double largest = 0;
    double range = 1;
    for (int i = 0; i < expected.length; i++) {
      int row = pairs[i / width];
      range = Math.max(range, Math.abs(expected[i]));
      if (row >= 0) {
        double difference = Math.abs(expected[i] - found[row * width + i % width]);
        // NaN counts as an infinite difference
        largest = difference >= 0 ? Math.max(largest, difference) : Double.POSITIVE_INFINITY;
      }
    }
    return largest / range;
  }
}
