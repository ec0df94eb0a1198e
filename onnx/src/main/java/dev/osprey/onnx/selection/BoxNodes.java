package dev.osprey.onnx.selection;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import org.jspecify.annotations.Nullable;

/** Builds the steps of postprocessing that all layouts of rows share. */
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

  /** Keeps scores above the threshold; sets all others to {@link NmsNodes#OUT}. */
  GraphValue aboveThreshold(GraphValue scores) {
    GraphValue above = nodes.op("Greater", scores, nodes.scalar((float) config.scoreThreshold()));
    return nodes.where(above, scores, nodes.scalar(NmsNodes.OUT));
  }

  NmsNodes suppression() {
    return new NmsNodes(nodes, config.nmsThreshold());
  }

  GraphValue decoded(GraphValue deltas, GraphValue anchors) {
    return clipping.clip(config.clip(), coding.boxes(settings.coder(), deltas, anchors));
  }

  GraphValue validBoxes(GraphValue boxes) {
    return clipping.valid(boxes, config.minSide(), settings.references().sideBound());
  }

  GraphValue valid(GraphValue scores, GraphValue boxes) {
    return onlyWhere(validBoxes(boxes), scores);
  }

  GraphValue onlyWhere(GraphValue condition, GraphValue scores) {
    return nodes.where(condition, scores, nodes.scalar(NmsNodes.OUT));
  }

  /** Returns the boxes as NMS measures them. */
  GraphValue measured(GraphValue boxes) {
    BoxSideConvention sides = config.nmsSides();
    if (sides == null) {
      return boxes;
    }
    return switch (sides) {
      case EXCLUSIVE -> boxes;
      case INCLUSIVE -> inclusive(boxes);
    };
  }

  private GraphValue inclusive(GraphValue boxes) {
    float added = BoxSideConvention.INCLUSIVE.added();
    GraphValue original = sizes.toOriginal(nodes, boxes, 2);
    return nodes.add(original, nodes.graph().floats(new long[] {4}, 0, 0, added, added));
  }

  /** Returns the maximum number of boxes to keep per class: the limit of all classes together. */
  GraphValue maximumPerClass(GraphValue rows) {
    Integer limit = config.maxDetections();
    return limit == null ? rows : nodes.list(limit);
  }

  @Nullable GraphValue landmarks(@Nullable GraphValue deltas, GraphValue anchors, GraphValue rows) {
    LandmarkCoder.Config coder = settings.landmarks();
    return deltas == null || coder == null
        ? null
        : coding.landmarks(
            coder, nodes.op("GatherND", deltas, rows), nodes.op("GatherND", anchors, rows));
  }
}
