package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;

import dev.osprey.data.transform.ResizeRule.ShortestSide;
import dev.osprey.data.transform.SizeRounding;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.IntegerNodes;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;

/**
 * Sides times a quotient of whole numbers, rounded to the nearest number of pixels exactly as it is
 * done with doubles, but without any: engines may read them as float32.
 *
 * <p>Where the true product lies next to a half, doubles round it as it is, for it differs from the
 * half by far more than they err. Where it is a half, the quotient's rounding decides: 192×195 with
 * 800 / 192, or any image twice as wide as high with 1333 / width. So that rounding is computed.
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
    // a half is rounded up, where this is exact; then it is seen to
    IntegerNodes.Division nearest =
        whole.divide(nodes.add(nodes.mul(original, nodes.add(over, over)), under), twice);
    GraphValue half = nodes.op("Equal", nearest.rest(), nodes.scalar(0L));
    GraphValue down = nodes.and(half, roundedDown(original, nearest.quotient(), over, under));
    GraphValue scale = nodes.div(nodes.cast(over, FLOAT), nodes.cast(under, FLOAT));
    return new ResizeNodes.Target(nodes.sub(nearest.quotient(), nodes.cast(down, INT64)), scale);
  }

  /**
   * Which halves go down to the number before {@code up}.
   *
   * @param up int64 (2): the number behind each half
   */
  private GraphValue roundedDown(
      GraphValue original, GraphValue up, GraphValue over, GraphValue under) {
    GraphValue power = power(nodes.cast(over, FLOAT), nodes.cast(under, FLOAT)); // (1)
    GraphValue divisor = nodes.mul(nodes.cast(under, FLOAT), power);
    GraphValue rest = restOfDouble(nodes.cast(over, FLOAT), divisor);
    // the error of the product, and half of the last bit of a double as large, both times 2^52
    GraphValue twice = nodes.cast(nodes.add(original, original), FLOAT);
    GraphValue error = nodes.mul(twice, nodes.mul(power, rest));
    GraphValue halves = nodes.sub(nodes.cast(up, FLOAT), nodes.scalar(0.5f));
    GraphValue bound = nodes.mul(divisor, power(nodes.unsqueeze(halves, 1), nodes.scalar(1f)));
    GraphValue below = nodes.op("Greater", error, bound);
    if (rule.rounding() == SizeRounding.NEAREST_UP) {
      return below;
    }
    GraphValue above = nodes.op("Less", error, nodes.op("Neg", bound));
    GraphValue even = nodes.mul(nodes.div(up, nodes.scalar(2L)), nodes.scalar(2L));
    GraphValue upIsOdd = nodes.op("Not", nodes.op("Equal", up, even));
    return nodes.op("Or", below, nodes.and(upIsOdd, nodes.op("Not", above)));
  }

  /**
   * The largest power of two whose product with {@code b} is at most {@code a}; the axis -1 goes.
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
   * What the quotient as a double, times the divisor, lacks of the dividend, times 2^52: by long
   * division, whose rests are short enough for float32.
   *
   * @param dividend from the divisor to less than twice the divisor
   */
  private GraphValue restOfDouble(GraphValue dividend, GraphValue divisor) {
    GraphValue reciprocal = nodes.op("Reciprocal", divisor);
    GraphValue rest = nodes.sub(dividend, divisor);
    // 52 bits; the last step is short, so that its nearest whole number is certain
    for (float step : new float[] {256, 256, 256, 256, 256, 256, 16}) {
      GraphValue shifted = nodes.mul(rest, nodes.scalar(step));
      GraphValue digit = nodes.op("Round", nodes.mul(shifted, reciprocal));
      rest = nodes.sub(shifted, nodes.mul(digit, divisor));
    }
    return rest;
  }
}
