package dev.osprey.onnx;

import static dev.osprey.onnx.ElementType.DOUBLE;
import static dev.osprey.onnx.ElementType.FLOAT;
import static dev.osprey.onnx.ElementType.INT64;

import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.ResizeRule;

/** Which sizes pictures get, computed in the graph as {@link ResizeRule} and {@link Padding} do. */
final class ResizeNodes {
  /**
   * A float32 scale times this is a whole number down to a scale of 2^-17, and its product with a
   * side stays below 2^57: the double product and its floor in whole numbers.
   */
  private static final long FIXED_POINT = 1L << 40;

  /**
   * @param size int64 (height, width)
   * @param scale double, before sides were rounded
   */
  record Target(GraphValue size, GraphValue scale) {}

  private final Nodes nodes;

  ResizeNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * @param original int64 (height, width)
   */
  Target target(ResizeRule rule, GraphValue original) {
    if (rule instanceof ResizeRule.ShortestSide side) {
      return shortestSide(side, original);
    } else if (rule instanceof ResizeRule.FixedSize fixed) {
      // boxes follow each axis: nobody asks for the scale
      return new Target(nodes.list(fixed.height(), fixed.width()), nodes.scalar(1.0));
    } else if (rule instanceof ResizeRule.Factor factor) {
      GraphValue scale = nodes.scalar(factor.factor());
      return rounded(scale, nodes.op("Round", product(original, scale)));
    }
    return new Target(original, nodes.scalar(1.0));
  }

  private Target shortestSide(ResizeRule.ShortestSide rule, GraphValue original) {
    return switch (rule.rounding()) {
      case FLOOR -> floored(rule, original);
      case NEAREST_EVEN -> {
        GraphValue bySide = quotient(rule.side(), shorter(original));
        GraphValue longer = nodes.cast(longer(original), DOUBLE);
        GraphValue tooLong =
            nodes.op("Greater", nodes.mul(longer, bySide), nodes.scalar((double) rule.longest()));
        GraphValue scale = nodes.where(tooLong, quotient(rule.longest(), longer(original)), bySide);
        yield rounded(scale, nodes.op("Round", product(original, scale)));
      }
      case NEAREST_UP -> {
        GraphValue scale =
            nodes.min(
                quotient(rule.longest(), longer(original)),
                quotient(rule.side(), shorter(original)));
        GraphValue raised = nodes.add(product(original, scale), nodes.scalar(0.5));
        yield rounded(scale, nodes.op("Floor", raised));
      }
    };
  }

  /** The scale in float32: a reciprocal, then a product, each rounded. */
  private Target floored(ResizeRule.ShortestSide rule, GraphValue original) {
    GraphValue scale =
        nodes.min(
            times(nodes.op("Reciprocal", nodes.cast(shorter(original), FLOAT)), rule.side()),
            times(nodes.op("Reciprocal", nodes.cast(longer(original), FLOAT)), rule.longest()));
    GraphValue fixed = nodes.cast(times(scale, (float) FIXED_POINT), INT64);
    GraphValue size = nodes.div(nodes.mul(original, fixed), nodes.scalar(FIXED_POINT));
    return new Target(atLeastOne(size), nodes.cast(scale, DOUBLE));
  }

  private GraphValue times(GraphValue x, float factor) {
    return nodes.mul(x, nodes.scalar(factor));
  }

  private GraphValue shorter(GraphValue size) {
    return nodes.min(nodes.pick(size, 0, 0), nodes.pick(size, 0, 1));
  }

  private GraphValue longer(GraphValue size) {
    return nodes.max(nodes.pick(size, 0, 0), nodes.pick(size, 0, 1));
  }

  private GraphValue quotient(double limit, GraphValue side) {
    return nodes.div(nodes.scalar(limit), nodes.cast(side, DOUBLE));
  }

  private GraphValue product(GraphValue size, GraphValue scale) {
    return nodes.mul(nodes.cast(size, DOUBLE), scale);
  }

  private Target rounded(GraphValue scale, GraphValue whole) {
    return new Target(atLeastOne(nodes.cast(whole, INT64)), scale);
  }

  private GraphValue atLeastOne(GraphValue size) {
    return nodes.max(size, nodes.scalar(1L));
  }

  /** The size of the batch, int64 (height, width). */
  GraphValue padded(Padding padding, GraphValue resized) {
    GraphValue multiple = nodes.scalar((long) padding.multiple());
    GraphValue multiples =
        switch (padding.rule()) {
          case UP_TO_MULTIPLE ->
              nodes.div(nodes.add(resized, nodes.scalar(padding.multiple() - 1L)), multiple);
          case ALWAYS_MORE -> nodes.add(nodes.div(resized, multiple), nodes.scalar(1L));
        };
    return nodes.mul(multiples, multiple);
  }
}
