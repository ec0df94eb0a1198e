package dev.osprey.onnx.selection;

import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head outputs of one level.
 *
 * @param scores (N, R, K)
 * @param deltas (N, R · B, 4): B boxes for each anchor: one, or one for each class
 * @param anchors (N, R, 4)
 * @param landmarks (N, R, 10), or null
 */
public record HeadLevel(
    GraphValue scores, GraphValue deltas, GraphValue anchors, @Nullable GraphValue landmarks) {

  /** Concatenates levels, finest first. */
  static HeadLevel together(Nodes nodes, List<HeadLevel> levels) {
    return new HeadLevel(
        nodes.concat(1, levels.stream().map(HeadLevel::scores).toList()),
        nodes.concat(1, levels.stream().map(HeadLevel::deltas).toList()),
        nodes.concat(1, levels.stream().map(HeadLevel::anchors).toList()),
        nodes.concatGiven(1, levels.stream().map(HeadLevel::landmarks)));
  }
}
