package dev.osprey.onnx.selection;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.core.Nms;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.NodeAttribute;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;

/**
 * Greedy suppression with the semantics of {@link Nms}, on ONNX's NonMaxSuppression. A score of -1
 * marks a row that takes no part.
 */
final class SuppressionNodes {
  /** What marks a row that takes no part. */
  static final float OUT = -1f;

  /** Below every score, also one that has underflowed to 0, and above {@link #OUT}. */
  private static final float BELOW_ALL_SCORES = -0.5f;

  private static final long[] ONE = {1};

  private final Nodes nodes;
  private final float threshold;

  /**
   * @param threshold a box is dropped if its IoU with a better one is strictly above it
   */
  SuppressionNodes(Nodes nodes, double threshold) {
    this.nodes = nodes;
    this.threshold = FloatThreshold.atMost(threshold);
  }

  /**
   * Rows that are kept where each belongs to one group: int64 (M, 2), image and row.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, R)
   * @param groups int64 (N, R) or (1, R), from 0
   * @param most rows of one group that are kept, a list of one
   */
  GraphValue withinGroups(
      GraphValue boxes, GraphValue scores, GraphValue groups, int count, GraphValue most) {
    long[] all = new long[count];
    for (int group = 0; group < count; group++) {
      all[group] = group;
    }
    GraphValue each = nodes.graph().longs(new long[] {1, count, 1}, all);
    GraphValue member = nodes.op("Equal", nodes.unsqueeze(groups, 1), each); // (N, groups, R)
    GraphValue perGroup = nodes.where(member, nodes.unsqueeze(scores, 1), nodes.scalar(OUT));
    return nodes.gather(suppress(boxes, perGroup, most), 1, nodes.list(0, 2));
  }

  /**
   * What is kept: int64 (M, 3), image, group and row.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, groups, R)
   */
  GraphValue suppress(GraphValue boxes, GraphValue scores, GraphValue most) {
    // ONNX turns inverted boxes round; as a line they touch nothing, as in Nms
    GraphValue from = nodes.slice(boxes, -1, 0, 2);
    GraphValue upright = nodes.concat(-1, from, nodes.max(from, nodes.slice(boxes, -1, 2, 4)));
    return nodes.with(
        "NonMaxSuppression",
        List.of(
            upright,
            scores,
            most,
            nodes.graph().floats(ONE, threshold),
            nodes.graph().floats(ONE, BELOW_ALL_SCORES)),
        NodeAttribute.of("center_point_box", 0));
  }

  /** Which rows take part. */
  GraphValue takingPart(GraphValue scores) {
    return nodes.op("Greater", scores, nodes.scalar(BELOW_ALL_SCORES));
  }

  /**
   * What {@link Nms#keepPerLabel} adds to the coordinates of each group before it measures boxes:
   * it rounds them, and may turn an overlap at the threshold. {@code (…, 1)}.
   *
   * @param boxes (N, R, 4)
   * @param scores (N, R)
   * @param groups int64, (N, R) or whatever broadcasts with (N, 1)
   */
  GraphValue shifts(GraphValue boxes, GraphValue scores, GraphValue groups) {
    GraphValue takingPart = takingPart(scores);
    GraphValue members = nodes.count(takingPart, 1);
    GraphValue lowest = nodes.scalar(-Float.MAX_VALUE);
    GraphValue measured = nodes.where(nodes.unsqueeze(takingPart, 2), boxes, lowest);
    GraphValue step = nodes.add(nodes.maxOf(measured, 1, 2), nodes.scalar(1f)); // (N)
    GraphValue few = nodes.op("LessOrEqual", members, nodes.scalar((long) Nms.LARGEST_SHIFTED));
    GraphValue steps = nodes.where(few, step, nodes.scalar(0f));
    GraphValue perImage = nodes.unsqueeze(steps, 1); // (N, 1)
    return nodes.unsqueeze(nodes.mul(nodes.cast(groups, FLOAT), perImage), -1);
  }
}
