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
 * The values between the stages of a graph.
 *
 * @param dense outputs of the head of a one-stage detector, or of the first stage of two, per level
 * @param secondStage null for one-stage detectors
 */
public record StageValues(HeadOutputs<GraphValue> dense, @Nullable SecondStage secondStage) {

  /** The inputs and outputs of the second stage. */
  public record SecondStage(Regions regions, RegionOutputs<GraphValue> outputs) {}

  /**
   * The proposals in the form that the second stage takes.
   *
   * @param rows (R, 5): index of the image, then xyxy
   * @param places int64 (R): the index of each in the choice
   */
  public record Regions(GraphValue rows, GraphValue places, ProposalSelectionNodes.Choice choice) {}

  /** Returns the type of each value by its name. */
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
