package dev.osprey.onnx.graph;

import static dev.osprey.onnx.graph.ElementType.INT64;

/**
 * Integer division that is exact in every engine.
 *
 * <p>Some engines keep int64 as int32 and divide and compare in float32, which rounds numbers above
 * 2^24 (OpenVINO's CPU does). Products, sums and differences of int32 are exact there. Therefore a
 * quotient is corrected by its remainder, and numbers are compared by the sign of their difference.
 * Products must stay below 2^31.
 */
public final class IntegerNodes {
  private final Nodes nodes;

  public IntegerNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * A quotient, rounded down, and its remainder.
   *
   * @param rest from 0 to the divisor, exclusive
   */
  public record Division(GraphValue quotient, GraphValue rest) {}

  /**
   * Divides integers.
   *
   * @param a int64, of any sign
   * @param b int64, positive; the quotient is below 2^22
   */
  public Division divide(GraphValue a, GraphValue b) {
    GraphValue near = nodes.div(a, b);
    GraphValue rest = nodes.sub(a, nodes.mul(near, b));
    GraphValue more = whole(nodes.op("GreaterOrEqual", rest, b));
    GraphValue less = whole(nodes.op("Less", rest, nodes.scalar(0L)));
    GraphValue correction = nodes.sub(more, less);
    return new Division(nodes.add(near, correction), nodes.sub(rest, nodes.mul(correction, b)));
  }

  private GraphValue whole(GraphValue condition) {
    return nodes.cast(condition, INT64);
  }

  /** Returns the quotient of {@link #divide}. */
  public GraphValue quotient(GraphValue a, GraphValue b) {
    return divide(a, b).quotient;
  }

  /** Returns {@code a > b}. */
  public GraphValue above(GraphValue a, GraphValue b) {
    return nodes.op("Greater", nodes.sub(a, b), nodes.scalar(0L));
  }
}
