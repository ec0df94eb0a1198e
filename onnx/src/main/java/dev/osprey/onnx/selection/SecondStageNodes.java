package dev.osprey.onnx.selection;

import dev.osprey.detection.coding.Scoring;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;

/**
 * Arranges the outputs of the second stage image by image, with proposals as anchors. Images with
 * fewer proposals than others have empty rows with the score {@link NmsNodes#OUT}.
 */
public final class SecondStageNodes {
  private final Nodes nodes;
  private final Scoring scoring;
  private final int classes;
  private final GraphValue batch;

  public SecondStageNodes(Nodes nodes, Scoring scoring, int classes, GraphValue batch) {
    this.nodes = nodes;
    this.scoring = scoring;
    this.classes = classes;
    this.batch = batch;
  }

  public HeadLevel level(
      ProposalSelectionNodes.Proposals proposals, RegionOutputs<GraphValue> outputs) {
    RankingNodes.Arranged order = proposals.order();
    GraphValue places = order.places(nodes);
    GraphValue fullest = nodes.max(nodes.maxOf(order.counts(), 0), nodes.scalar(1L));
    GraphValue rows = nodes.concat(0, batch, nodes.unsqueeze(fullest, 0));
    GraphValue scores = new CodingNodes(nodes).scores(scoring, outputs.logits(), 2, classes);
    int first = scoring.outputOf(0);
    GraphValue deltas =
        nodes.slice(
            nodes.reshape(outputs.deltas(), 0, scoring.outputs(classes), 4),
            1,
            first,
            (long) first + classes);
    GraphValue zero = nodes.scalar(0f);
    GraphValue perImage =
        nodes.scatter(zero, nodes.concat(0, rows, nodes.list(classes, 4)), places, deltas);
    return new HeadLevel(
        nodes.scatter(
            nodes.scalar(NmsNodes.OUT), nodes.concat(0, rows, nodes.list(classes)), places, scores),
        nodes.reshape(perImage, 0, -1, 4),
        nodes.scatter(zero, nodes.concat(0, rows, nodes.list(4)), places, proposals.boxes()),
        null);
  }
}
