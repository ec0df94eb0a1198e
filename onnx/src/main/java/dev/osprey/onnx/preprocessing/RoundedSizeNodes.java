package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;

import dev.osprey.data.transform.ResizeRule.ShortestSide;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.IntegerNodes;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;

/**
 * Multiplies sides by a quotient of integers and rounds to whole pixels exactly as doubles would,
 * but without doubles, which engines may read as float32.
 *
 * <p>If the exact product is not a half, doubles round it correctly, because it differs from the
 * half by far more than their error. If it is a half, the rounding of the quotient decides: 192×195
 * with 800 / 192, or any image twice as wide as high with 1333 / width. That rounding is therefore
 * computed.
 */
final class RoundedSizeNodes {
  private static final int LARGEST_POWER = 17;

  private final Nodes nodes;
  private final IntegerNodes whole;
  private final ShortestSide rule;

  RoundedSizeNodes(Nodes nodes, ShortestSide rule) {
    this.nodes = nodes;
    this.whole = new IntegerNodes(nodes);
    this.rule = rule;
  }

  /**
   * Computes the size after the rule.
   *
   * @param original int64 (height, width)
   * @param shorter int64, a scalar
   * @param longer int64, a scalar
   */
  ResizeNodes.Target target(GraphValue original, GraphValue shorter, GraphValue longer) {
    GraphValue side = nodes.scalar((long) rule.side());
    GraphValue longest = nodes.scalar((long) rule.longest());
    GraphValue tooLong = whole.above(nodes.mul(longer, side), nodes.mul(shorter, longest));
    GraphValue over = nodes.where(tooLong, longest, side);
    GraphValue under = nodes.where(tooLong, longer, shorter);
    GraphValue twice = nodes.add(under, under);
    // halves are rounded up here, and corrected below
    IntegerNodes.Division nearest =
        whole.divide(nodes.add(nodes.mul(original, nodes.add(over, over)), under), twice);
    GraphValue half = nodes.op("Equal", nearest.rest(), nodes.scalar(0L));
    GraphValue down = nodes.and(half, roundedDown(original, nearest.quotient(), over, under));
    GraphValue scale = nodes.div(nodes.cast(over, FLOAT), nodes.cast(under, FLOAT));
    return new ResizeNodes.Target(
        nodes.sub(nearest.quotient(), nodes.cast(down, INT64)), scale, rule.boxScaling());
  }

  /**
   * Returns which halves are rounded down.
   *
   * @param up int64 (2): the integer above each half
   */
  private GraphValue roundedDown(
      GraphValue original, GraphValue up, GraphValue over, GraphValue under) {
    GraphValue power = power(nodes.cast(over, FLOAT), nodes.cast(under, FLOAT)); // (1)
    GraphValue divisor = nodes.mul(nodes.cast(under, FLOAT), power);
    GraphValue rest = restOfDouble(nodes.cast(over, FLOAT), divisor);
    // the error of the product and half an ulp of a double of that size, both times 2^52
    GraphValue twice = nodes.cast(nodes.add(original, original), FLOAT);
    GraphValue error = nodes.mul(twice, nodes.mul(power, rest));
    GraphValue halves = nodes.sub(nodes.cast(up, FLOAT), nodes.scalar(0.5f));
    GraphValue bound = nodes.mul(divisor, power(nodes.unsqueeze(halves, 1), nodes.scalar(1f)));
    GraphValue below = nodes.op("Greater", error, bound);
    return switch (rule.rounding()) {
      case NEAREST_UP -> below;
      case NEAREST_EVEN -> nearestEven(up, error, bound, below);
      case FLOOR -> throw new IllegalArgumentException("rounding down has no halves");
    };
  }

  private GraphValue nearestEven(
      GraphValue up, GraphValue error, GraphValue bound, GraphValue below) {
    GraphValue above = nodes.op("Less", error, nodes.op("Neg", bound));
    GraphValue even = nodes.mul(nodes.div(up, nodes.scalar(2L)), nodes.scalar(2L));
    GraphValue upIsOdd = nodes.op("Not", nodes.op("Equal", up, even));
    return nodes.op("Or", below, nodes.and(upIsOdd, nodes.op("Not", above)));
  }

  /**
   * Returns the largest power of two whose product with {@code b} is at most {@code a}; drops the
   * last axis.
   */
  private GraphValue power(GraphValue a, GraphValue b) {
    float[] powers = new float[2 * LARGEST_POWER + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Math.scalb(1f, i - LARGEST_POWER);
    }
    GraphValue all = nodes.graph().floats(new long[] {powers.length}, powers);
    GraphValue fits = nodes.op("LessOrEqual", nodes.mul(b, all), a);
    return nodes.with(
        "ReduceMax",
        List.of(nodes.where(fits, all, nodes.scalar(0f))),
        NodeAttribute.ints("axes", -1),
        NodeAttribute.of("keepdims", 0));
  }

  /**
   * Returns the dividend minus the divisor times the quotient rounded to a double, times 2^52. It
   * uses long division, whose remainders are exact in float32.
   *
   * @param dividend from the divisor to less than twice the divisor
   */
  private GraphValue restOfDouble(GraphValue dividend, GraphValue divisor) {
    GraphValue reciprocal = nodes.op("Reciprocal", divisor);
    GraphValue rest = nodes.sub(dividend, divisor);
    // 52 bits; the last step is short, so that its rounding is unambiguous
    for (float step : new float[] {256, 256, 256, 256, 256, 256, 16}) {
      GraphValue shifted = nodes.mul(rest, nodes.scalar(step));
      GraphValue digit = nodes.op("Round", nodes.mul(shifted, reciprocal));
      rest = nodes.sub(shifted, nodes.mul(digit, divisor));
    }
    return rest;
  }
}
