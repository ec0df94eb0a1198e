package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;

/**
 * The positions of the new pixel centres of an axis in the old pixels: {@code (i + 0.5) · in / out
 * - 0.5}, as integers over {@code 2 · out}.
 *
 * @param numerators int64 (out)
 * @param denominator int64, a list of one
 */
record AxisPositions(GraphValue numerators, GraphValue denominator) {

  /**
   * Computes the positions.
   *
   * @param in size before, int64, a list of one
   * @param out size after, likewise
   */
  static AxisPositions of(Nodes nodes, GraphValue in, GraphValue out) {
    GraphValue each = nodes.rangeTo(out);
    GraphValue odd = nodes.add(nodes.add(each, each), nodes.scalar(1L));
    return new AxisPositions(nodes.sub(nodes.mul(odd, in), out), nodes.add(out, out));
  }

  /** Returns {@code 1 / (2 · out)}, float32. */
  GraphValue reciprocal(Nodes nodes) {
    return nodes.op("Reciprocal", nodes.cast(denominator, FLOAT));
  }
}
