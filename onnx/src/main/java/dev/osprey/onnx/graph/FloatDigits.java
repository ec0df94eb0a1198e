package dev.osprey.onnx.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * A positive float32 as digits to the base 256, so that its products with integers are exact in
 * float32. Engines may have no doubles (OpenVINO's CPU reads them as float32) and may fuse a
 * product and a sum.
 *
 * @param whole the integer part
 * @param fraction the five digits after the point, each from 0 to 255
 */
public record FloatDigits(GraphValue whole, List<GraphValue> fraction) {
  private static final float BASE = 256f;
  private static final float SHIFT = 1 / BASE;

  /** Enough for all bits of a float32 down to 2^-17. */
  private static final int COUNT = 5;

  /**
   * Splits a number into digits.
   *
   * @param x float32, a scalar or a list of one
   */
  public static FloatDigits of(Nodes nodes, GraphValue x) {
    float[] powers = new float[COUNT + 1];
    powers[0] = 1;
    for (int i = 1; i <= COUNT; i++) {
      powers[i] = powers[i - 1] * BASE;
    }
    GraphValue shifted = nodes.mul(x, nodes.graph().floats(new long[] {COUNT + 1}, powers));
    GraphValue cut = nodes.op("Floor", shifted);
    GraphValue before = nodes.mul(nodes.slice(cut, 0, 0, COUNT), nodes.scalar(BASE));
    GraphValue digits = nodes.sub(nodes.slice(cut, 0, 1, COUNT + 1), before);
    List<GraphValue> fraction = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      fraction.add(nodes.pick(digits, 0, i));
    }
    return new FloatDigits(nodes.pick(cut, 0, 0), fraction);
  }

  /**
   * An exact product with integers: the sum of three parts.
   *
   * @param whole the integer part
   * @param upper the first two digits after the point
   * @param lower the next three digits
   */
  public record Product(GraphValue whole, GraphValue upper, GraphValue lower) {}

  /**
   * Multiplies by integers.
   *
   * @param x float32, integers below 2^16
   */
  public Product times(Nodes nodes, GraphValue x) {
    GraphValue carry = nodes.scalar(0f);
    List<GraphValue> rests = new ArrayList<>();
    for (int i = COUNT - 1; i >= 0; i--) {
      GraphValue sum = nodes.add(nodes.mul(x, fraction.get(i)), carry);
      GraphValue shifted = nodes.mul(sum, nodes.scalar(SHIFT));
      carry = nodes.op("Floor", shifted);
      rests.add(0, nodes.sub(shifted, carry));
    }
    GraphValue upper = fractionValue(nodes, rests.subList(0, 2));
    GraphValue lower = fractionValue(nodes, rests.subList(2, COUNT));
    return new Product(
        nodes.add(nodes.mul(x, whole), carry),
        upper,
        nodes.mul(lower, nodes.scalar(SHIFT * SHIFT)));
  }

  /** Returns the value of digits after the point. */
  private static GraphValue fractionValue(Nodes nodes, List<GraphValue> digits) {
    GraphValue sum = digits.get(digits.size() - 1);
    for (int i = digits.size() - 2; i >= 0; i--) {
      sum = nodes.add(digits.get(i), nodes.mul(sum, nodes.scalar(SHIFT)));
    }
    return sum;
  }

  /** Returns the product with integers, rounded down; float32. */
  public GraphValue floorOfProduct(Nodes nodes, GraphValue x) {
    GraphValue carry = nodes.scalar(0f);
    for (int i = COUNT - 1; i >= 0; i--) {
      GraphValue sum = nodes.add(nodes.mul(x, fraction.get(i)), carry);
      carry = nodes.op("Floor", nodes.mul(sum, nodes.scalar(SHIFT)));
    }
    return nodes.add(nodes.mul(x, whole), carry);
  }

  /**
   * Returns {@code a / b}, rounded to float32 as by a division: engines may multiply by a
   * reciprocal, which gives another last digit.
   *
   * @param a float32, integers below 2^16, a scalar or a list of one
   * @param b likewise
   */
  public static GraphValue quotient(Nodes nodes, GraphValue a, GraphValue b) {
    GraphValue reciprocal = nodes.op("Reciprocal", b);
    GraphValue near = nodes.mul(a, reciprocal);
    FloatDigits digits = of(nodes, near);
    GraphValue rest = nodes.sub(a, nodes.mul(digits.whole, b));
    float place = SHIFT;
    for (GraphValue digit : digits.fraction) {
      rest = nodes.sub(rest, nodes.mul(nodes.mul(digit, nodes.scalar(place)), b));
      place *= SHIFT;
    }
    return nodes.add(near, nodes.mul(rest, reciprocal));
  }
}
