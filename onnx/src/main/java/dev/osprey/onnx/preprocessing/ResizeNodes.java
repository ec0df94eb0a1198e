package dev.osprey.onnx.preprocessing;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;

import dev.osprey.core.ImageSize;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.onnx.graph.FloatDigits;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;

/**
 * Computes the sizes of resized and padded images in the graph, as {@link ResizeRule} and {@link
 * Padding} do.
 */
final class ResizeNodes {
  /** The longest side in a table of sizes: that of a JPEG. */
  private static final int LONGEST_SIDE = 65_535;

  /**
   * The size of a resized image.
   *
   * @param size int64 (height, width)
   * @param scale float32, before sides were rounded
   * @param scaling how boxes are scaled
   */
  record Target(GraphValue size, GraphValue scale, BoxScaling scaling) {}

  private final Nodes nodes;

  ResizeNodes(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Computes the size after a rule.
   *
   * @param original int64 (height, width)
   */
  Target target(ResizeRule rule, GraphValue original) {
    return rule.accept(
        new ResizeRule.Visitor<>() {
          @Override
          public Target none(ResizeRule.None none) {
            return new Target(original, nodes.scalar(1f), BoxScaling.PER_AXIS);
          }

          @Override
          public Target factor(ResizeRule.Factor factor) {
            return new Target(
                tabled(factor, original),
                nodes.scalar((float) factor.factor()),
                BoxScaling.PER_AXIS);
          }

          @Override
          public Target fixedSize(ResizeRule.FixedSize fixed) {
            // boxes are scaled along each axis, so the scale is not used
            return new Target(
                nodes.list(fixed.height(), fixed.width()), nodes.scalar(1f), BoxScaling.PER_AXIS);
          }

          @Override
          public Target shortestSide(ResizeRule.ShortestSide side) {
            return ResizeNodes.this.shortestSide(side, original);
          }
        });
  }

  /**
   * Returns sides times a double, rounded. They are looked up in a table because engines may have
   * no doubles.
   */
  private GraphValue tabled(ResizeRule.Factor factor, GraphValue original) {
    int[] sizes = new int[LONGEST_SIDE + 1];
    for (int side = 1; side <= LONGEST_SIDE; side++) {
      sizes[side] = factor.geometry(new ImageSize(side, 1)).resized().height();
    }
    GraphValue table = nodes.graph().ints(new long[] {sizes.length}, sizes);
    return nodes.cast(nodes.gather(table, 0, original), INT64);
  }

  private Target shortestSide(ResizeRule.ShortestSide rule, GraphValue original) {
    return switch (rule.rounding()) {
      case FLOOR -> floored(rule, original);
      case NEAREST_EVEN, NEAREST_UP -> rounded(rule, original);
    };
  }

  private Target rounded(ResizeRule.ShortestSide rule, GraphValue original) {
    Target target =
        new RoundedSizeNodes(nodes, rule).target(original, shorter(original), longer(original));
    return new Target(atLeastOne(target.size), target.scale, target.scaling);
  }

  /** Computes the scale in float32: a reciprocal, then a product, each rounded. */
  private Target floored(ResizeRule.ShortestSide rule, GraphValue original) {
    GraphValue scale =
        nodes.min(
            times(nodes.op("Reciprocal", nodes.cast(shorter(original), FLOAT)), rule.side()),
            times(nodes.op("Reciprocal", nodes.cast(longer(original), FLOAT)), rule.longest()));
    GraphValue size =
        FloatDigits.of(nodes, scale).floorOfProduct(nodes, nodes.cast(original, FLOAT));
    return new Target(atLeastOne(nodes.cast(size, INT64)), scale, rule.boxScaling());
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

  private GraphValue atLeastOne(GraphValue size) {
    return nodes.max(size, nodes.scalar(1L));
  }

  /** Returns the padded size, int64 (height, width). */
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
