package dev.osprey.onnx.selection;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import org.jspecify.annotations.Nullable;

/** The steps that decoded boxes go through, whatever a row is. */
final class BoxNodes {
  private final Nodes nodes;
  private final PostprocessSettings settings;
  private final Postprocess.Config config;
  private final BatchImageSizes sizes;
  private final CodingNodes coding;
  private final ClippingNodes clipping;

  BoxNodes(Nodes nodes, PostprocessSettings settings, BatchImageSizes sizes) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess();
    this.sizes = sizes;
    this.coding = new CodingNodes(nodes);
    this.clipping = new ClippingNodes(nodes, sizes);
  }

  /** Scores above the threshold, {@link SuppressionNodes#OUT} for all others. */
  GraphValue aboveThreshold(GraphValue scores) {
    GraphValue above = nodes.op("Greater", scores, nodes.scalar((float) config.scoreThreshold()));
    return nodes.where(above, scores, nodes.scalar(SuppressionNodes.OUT));
  }

  SuppressionNodes suppression() {
    return new SuppressionNodes(nodes, config.nmsThreshold());
  }

  GraphValue decoded(GraphValue deltas, GraphValue anchors) {
    return clipping.clip(config.clip(), coding.boxes(settings.coder(), deltas, anchors));
  }

  GraphValue soundBoxes(GraphValue boxes) {
    return clipping.sound(boxes, config.minSide(), settings.references().sideBound());
  }

  GraphValue sound(GraphValue scores, GraphValue boxes) {
    return onlyWhere(soundBoxes(boxes), scores);
  }

  GraphValue onlyWhere(GraphValue condition, GraphValue scores) {
    return nodes.where(condition, scores, nodes.scalar(SuppressionNodes.OUT));
  }

  /** Boxes as suppression measures them. */
  GraphValue measured(GraphValue boxes) {
    if (config.nmsSides() != BoxSideConvention.INCLUSIVE) {
      return boxes;
    }
    float added = BoxSideConvention.INCLUSIVE.added();
    GraphValue original = sizes.toOriginal(nodes, boxes, 2);
    return nodes.add(original, nodes.graph().floats(new long[] {4}, 0, 0, added, added));
  }

  /** Nothing below a class's limit-th best can be among the best of all classes. */
  GraphValue most(GraphValue rows) {
    Integer limit = config.maxDetections();
    return limit == null ? rows : nodes.list(limit);
  }

  @Nullable GraphValue landmarks(@Nullable GraphValue shifts, GraphValue anchors, GraphValue rows) {
    LandmarkCoder.Config coder = settings.landmarks();
    return shifts == null || coder == null
        ? null
        : coding.landmarks(
            coder, nodes.op("GatherND", shifts, rows), nodes.op("GatherND", anchors, rows));
  }
}
