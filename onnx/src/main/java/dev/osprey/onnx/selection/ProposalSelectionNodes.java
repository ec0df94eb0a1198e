package dev.osprey.onnx.selection;

import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.SideBound;
import dev.osprey.detection.proposal.ProposalSelection;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Proposal selection in the graph, from the outputs of the first stage to proposals: the steps of
 * {@link ProposalSelection}.
 */
public final class ProposalSelectionNodes {

  /**
   * The proposals of all images, image by image, best first.
   *
   * @param boxes (R, 4), padded-image pixels
   * @param order the image of each and its rank there
   * @param choice the rows that NMS kept, before the limit
   */
  public record Proposals(GraphValue boxes, RankingNodes.Arranged order, Choice choice) {

    /** Returns regions (R, 5): image index, then xyxy. */
    public GraphValue regions(Nodes nodes) {
      GraphValue images = nodes.cast(order.images(), ElementType.FLOAT);
      return nodes.concat(1, nodes.unsqueeze(images, 1), boxes);
    }
  }

  /**
   * The candidates that NMS kept: their rows, int64 (M), among the candidates of an image, ordered
   * by level, and their scores (M).
   */
  public record Choice(GraphValue rows, GraphValue scores) {}

  /** The best candidates of one level: logits (N, n), deltas (N, n, 4), anchors (N, n, 4). */
  private record Candidates(GraphValue logits, GraphValue deltas, GraphValue anchors) {}

  private final Nodes nodes;
  private final ProposalSelection.Config config;
  private final BoxCoder.Config coder;
  private final BatchImageSizes sizes;
  private final GraphValue batch;

  public ProposalSelectionNodes(
      Nodes nodes,
      ProposalSelection.Config config,
      BoxCoder.Config coder,
      BatchImageSizes sizes,
      GraphValue batch) {
    this.nodes = nodes;
    this.config = config;
    this.coder = coder;
    this.sizes = sizes;
    this.batch = batch;
  }

  /**
   * Selects the proposals of a batch.
   *
   * @param anchors of each level, (R, 4)
   */
  public Proposals select(HeadOutputs<GraphValue> outputs, List<GraphValue> anchors) {
    List<Candidates> levels = new ArrayList<>();
    List<GraphValue> levelOf = new ArrayList<>();
    for (int level = 0; level < anchors.size(); level++) {
      Candidates best =
          best(outputs.logits().get(level), outputs.deltas().get(level), anchors.get(level));
      levels.add(best);
      levelOf.add(nodes.expand(nodes.scalar((long) level), nodes.size(best.logits, 1)));
    }
    GraphValue logits = nodes.concat(1, levels.stream().map(Candidates::logits).toList());
    GraphValue deltas = nodes.concat(1, levels.stream().map(Candidates::deltas).toList());
    GraphValue ofLevels = nodes.concat(1, levels.stream().map(Candidates::anchors).toList());
    ClippingNodes clipping = new ClippingNodes(nodes, sizes);
    GraphValue boxes =
        clipping.clip(
            Postprocess.Clip.IMAGE, new CodingNodes(nodes).boxes(coder, deltas, ofLevels));
    GraphValue scores = valid(clipping, boxes, nodes.op("Sigmoid", logits));
    GraphValue groups = nodes.unsqueeze(nodes.concat(0, levelOf), 0); // (1, n of all levels)
    return suppressed(boxes, scores, groups, anchors.size());
  }

  private Candidates best(GraphValue logits, GraphValue deltas, GraphValue anchors) {
    GraphValue flat = nodes.reshape(logits, 0, -1);
    GraphValue topK = nodes.list(config.detecting().topKPerLevel());
    Nodes.Ranked ranked = nodes.largest(flat, 1, nodes.min(nodes.size(flat, 1), topK));
    return new Candidates(
        ranked.values(),
        nodes.gatherPerImage(deltas, ranked.indices()),
        nodes.gather(anchors, 0, ranked.indices()));
  }

  private GraphValue valid(ClippingNodes clipping, GraphValue boxes, GraphValue scores) {
    GraphValue likely =
        nodes.op("GreaterOrEqual", scores, nodes.scalar((float) config.scoreThreshold()));
    GraphValue valid = clipping.valid(boxes, config.minSide(), SideBound.AT_LEAST);
    return nodes.where(nodes.and(valid, likely), scores, nodes.scalar(NmsNodes.OUT));
  }

  private Proposals suppressed(GraphValue boxes, GraphValue scores, GraphValue groups, int levels) {
    NmsNodes suppression = new NmsNodes(nodes, config.nmsThreshold());
    int limit = config.detecting().proposals();
    GraphValue measured = nodes.add(boxes, suppression.shifts(boxes, scores, groups));
    GraphValue kept = suppression.withinGroups(measured, scores, groups, levels, nodes.list(limit));
    Choice choice = new Choice(nodes.pick(kept, 1, 1), nodes.op("GatherND", scores, kept));
    RankingNodes.Arranged order =
        new RankingNodes(nodes, batch)
            .byScore(nodes.pick(kept, 1, 0), choice.rows, choice.scores, limit);
    GraphValue best = nodes.gather(nodes.op("GatherND", boxes, kept), 0, order.rows());
    return new Proposals(best, order, choice);
  }
}
