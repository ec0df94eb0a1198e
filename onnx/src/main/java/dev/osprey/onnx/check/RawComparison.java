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
    int[] partners = identity(rows);
    int unmatched = 0;
    float[] proposals = expected.values().get(ProposalRows.NAME);
    if (proposals != null) {
      float[] others = floats(found, ProposalRows.NAME);
      partners = ProposalRows.partners(proposals, others);
      int pairs = (int) Arrays.stream(partners).filter(partner -> partner >= 0).count();
      unmatched = ProposalRows.count(proposals) + ProposalRows.count(others) - 2 * pairs;
    }
    double largest = 0;
    for (Map.Entry<String, float[]> output : expected.values().entrySet()) {
      float[] other = floats(found, output.getKey());
      boolean byAnchor = output.getKey().equals("anchors");
      int[] order = byAnchor ? identity(output.getValue().length / 4) : partners;
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

  /** As a share of the largest number. */
  private static double difference(float[] expected, float[] found, int[] partners) {
    if (partners.length == 0) {
      return found.length == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    int width = expected.length / partners.length;
    if (found.length < width * (Arrays.stream(partners).max().orElse(-1) + 1)) {
      return Double.POSITIVE_INFINITY; // rows are missing
    }
    double largest = 0;
    double range = 1;
    for (int i = 0; i < expected.length; i++) {
      int partner = partners[i / width];
      range = Math.max(range, Math.abs(expected[i]));
      if (partner >= 0) {
        double difference = Math.abs(expected[i] - found[partner * width + i % width]);
        // NaN is a difference, too
        largest = difference >= 0 ? Math.max(largest, difference) : Double.POSITIVE_INFINITY;
      }
    }
    return largest / range;
  }
}
