package dev.osprey.onnx.selection;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.core.Nms;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;

/**
 * NMS in the graph with the semantics of {@link Nms}, by ONNX's NonMaxSuppression. Rows with a
 * score of -1 are ignored.
 */
final class NmsNodes {
  /** The score of rows that NMS ignores. */
  static final float OUT = -1f;

  /** A threshold below every score, including those that underflow to 0, and above {@link #OUT}. */
  private static final float BELOW_ALL_SCORES = -0.5f;

  private static final long[] ONE = {1};

  private final Nodes nodes;
  private final float threshold;

  /**
   * Creates NMS with a threshold.
   *
   * @param threshold a box is dropped if its IoU with a better one is strictly above it
   */
  NmsNodes(Nodes nodes, double threshold) {
    this.nodes = nodes;
    this.threshold = FloatThreshold.atMost(threshold);
  }

  /**
   * Applies NMS within groups. Returns the rows kept: int64 (M, 2), image and row.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, R)
   * @param groups int64 (N, R) or (1, R), from 0
   * @param limit maximum number of rows kept per group, a list of one
   */
  GraphValue withinGroups(
      GraphValue boxes, GraphValue scores, GraphValue groups, int count, GraphValue limit) {
    long[] all = new long[count];
    for (int group = 0; group < count; group++) {
      all[group] = group;
    }
    GraphValue each = nodes.graph().longs(new long[] {1, count, 1}, all);
    GraphValue member = nodes.op("Equal", nodes.unsqueeze(groups, 1), each); // (N, groups, R)
    GraphValue perGroup = nodes.where(member, nodes.unsqueeze(scores, 1), nodes.scalar(OUT));
    return nodes.gather(suppress(boxes, perGroup, limit), 1, nodes.list(0, 2));
  }

  /**
   * Applies NMS. Returns the rows kept: int64 (M, 3), image, group and row.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, groups, R)
   */
  GraphValue suppress(GraphValue boxes, GraphValue scores, GraphValue limit) {
    // ONNX swaps inverted corners; a box without area overlaps nothing, as in Nms
    GraphValue from = nodes.slice(boxes, -1, 0, 2);
    GraphValue upright = nodes.concat(-1, from, nodes.max(from, nodes.slice(boxes, -1, 2, 4)));
    return nodes.with(
        "NonMaxSuppression",
        List.of(
            upright,
            scores,
            limit,
            nodes.graph().floats(ONE, threshold),
            nodes.graph().floats(ONE, BELOW_ALL_SCORES)),
        NodeAttribute.of("center_point_box", 0));
  }

  /** Returns which rows are not ignored. */
  GraphValue participating(GraphValue scores) {
    return nodes.op("Greater", scores, nodes.scalar(BELOW_ALL_SCORES));
  }

  /**
   * Returns the offsets {@code (…, 1)} that {@link Nms#keepPerLabel} adds to the coordinates of
   * each group. Adding them rounds coordinates, which may decide about an overlap at the threshold.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, R)
   * @param groups int64, (N, R) or a shape that broadcasts with (N, 1)
   */
  GraphValue shifts(GraphValue boxes, GraphValue scores, GraphValue groups) {
    GraphValue participating = participating(scores);
    GraphValue members = nodes.count(participating, 1);
    GraphValue lowest = nodes.scalar(-Float.MAX_VALUE);
    GraphValue measured = nodes.where(nodes.unsqueeze(participating, 2), boxes, lowest);
    GraphValue step = nodes.add(nodes.maxOf(measured, 1, 2), nodes.scalar(1f)); // (N)
    GraphValue few = nodes.op("LessOrEqual", members, nodes.scalar((long) Nms.LARGEST_SHIFTED));
    GraphValue steps = nodes.where(few, step, nodes.scalar(0f));
    GraphValue perImage = nodes.unsqueeze(steps, 1); // (N, 1)
    return nodes.unsqueeze(nodes.mul(nodes.cast(groups, FLOAT), perImage), -1);
  }
}
