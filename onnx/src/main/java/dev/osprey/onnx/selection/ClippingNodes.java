package dev.osprey.onnx.selection;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.SideBound;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import org.jspecify.annotations.Nullable;

/** Clips decoded boxes (…, 4) and finds the valid ones. */
final class ClippingNodes {
  private final Nodes nodes;
  private final BatchImageSizes sizes;

  ClippingNodes(Nodes nodes, BatchImageSizes sizes) {
    this.nodes = nodes;
    this.sizes = sizes;
  }

  GraphValue clip(Postprocess.Clip clip, GraphValue boxes) {
    return switch (clip) {
      case NONE -> boxes;
      case IMAGE -> nodes.min(nodes.max(boxes, nodes.scalar(0f)), limit(sizes.resized(), 2));
      case PADDED_OUTER_SIDES ->
          nodes.concat(
              -1,
              nodes.max(nodes.slice(boxes, -1, 0, 2), nodes.scalar(0f)),
              nodes.min(nodes.slice(boxes, -1, 2, 4), limit(sizes.padded(), 1)));
    };
  }

  private GraphValue limit(GraphValue size, int points) {
    return nodes.cast(BatchImageSizes.xy(nodes, size, points), FLOAT);
  }

  /**
   * Returns which boxes have finite corners and large enough sides, (…).
   *
   * @param boxes (…, 4), clipped
   * @param minSide null: any
   */
  GraphValue valid(GraphValue boxes, @Nullable Double minSide, SideBound bound) {
    // comparisons with NaN are false
    GraphValue finite =
        nodes.op("LessOrEqual", nodes.op("Abs", boxes), nodes.scalar(Float.MAX_VALUE));
    GraphValue valid = nodes.all(finite, -1);
    if (minSide == null) {
      return valid;
    }
    GraphValue size = nodes.sub(nodes.slice(boxes, -1, 2, 4), nodes.slice(boxes, -1, 0, 2));
    String comparison =
        switch (bound) {
          case ABOVE -> "Greater";
          case AT_LEAST -> "GreaterOrEqual";
        };
    GraphValue large = nodes.op(comparison, size, nodes.scalar(minSide.floatValue()));
    return nodes.and(valid, nodes.all(large, -1));
  }
}
