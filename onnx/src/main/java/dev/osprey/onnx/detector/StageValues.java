package dev.osprey.onnx.detector;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.selection.ProposalSelectionNodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that stand between a graph's stages.
 *
 * @param dense what the only stage's head gives, or the first stage of two, per level
 * @param secondStage of two stages
 */
public record StageValues(HeadOutputs<GraphValue> dense, @Nullable SecondStage secondStage) {

  /** What the second stage takes and gives. */
  public record SecondStage(Regions regions, RegionOutputs<GraphValue> outputs) {}

  /**
   * Proposals as the second stage takes them.
   *
   * @param rows (R, 5): index of the image, then xyxy
   * @param places int64 (R): the place of each in the choice
   */
  public record Regions(GraphValue rows, GraphValue places, ProposalSelectionNodes.Choice choice) {}

  /** The type of each value by its name. */
  public Map<String, ElementType> types() {
    Map<String, ElementType> types = new LinkedHashMap<>();
    for (List<GraphValue> levels : List.of(dense.logits(), dense.deltas(), dense.landmarks())) {
      levels.forEach(value -> types.put(value.name(), ElementType.FLOAT));
    }
    if (secondStage != null) {
      types.put(secondStage.regions.rows.name(), ElementType.FLOAT);
      types.put(secondStage.regions.places.name(), ElementType.INT64);
      types.put(secondStage.regions.choice.rows().name(), ElementType.INT64);
      types.put(secondStage.regions.choice.scores().name(), ElementType.FLOAT);
      types.put(secondStage.outputs.logits().name(), ElementType.FLOAT);
      types.put(secondStage.outputs.deltas().name(), ElementType.FLOAT);
    }
    return types;
  }
}
