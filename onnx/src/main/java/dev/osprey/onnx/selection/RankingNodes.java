package dev.osprey.onnx.selection;

import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows that were kept in any order into the order of results: image by image, by descending
 * score, equal scores by a key, at most so many of each image. Nothing is ordered in two passes,
 * the second of which would have to keep the order of equal values: ONNX Runtime's TopK does,
 * others' (OpenVINO's) do not, and mix up images then. There only equal scores of an image may
 * change places.
 */
final class RankingNodes {

  /**
   * Rows of all images.
   *
   * @param rows int64 (M): which rows, in their order
   * @param images int64 (M), ascending
   * @param slots int64 (M): the place of each row in its image, from 0
   * @param counts int64 (N): rows of each image
   */
  public record Arranged(GraphValue rows, GraphValue images, GraphValue slots, GraphValue counts) {

    /** One for each place of a dense result, int64 (M, 2). */
    GraphValue places(Nodes nodes) {
      return nodes.concat(1, nodes.unsqueeze(images, 1), nodes.unsqueeze(slots, 1));
    }
  }

  private final Nodes nodes;
  private final GraphValue batch;

  /**
   * @param batch how many images there are, int64, a list of one
   */
  RankingNodes(Nodes nodes, GraphValue batch) {
    this.nodes = nodes;
    this.batch = batch;
  }

  /**
   * @param keys int64 (M): the order of equal scores, unlike within an image
   * @param scores (M), above {@link SuppressionNodes#OUT}
   * @param limit most rows of an image; null: no limit
   */
  Arranged byScore(GraphValue images, GraphValue keys, GraphValue scores, @Nullable Integer limit) {
    GraphValue byKey = nodes.ascending(keys);
    GraphValue each = nodes.unsqueeze(nodes.rangeTo(batch), 1); // (N, 1)
    GraphValue mine = nodes.op("Equal", nodes.unsqueeze(of(images, byKey), 0), each); // (N, M)
    GraphValue out = nodes.scalar(SuppressionNodes.OUT);
    GraphValue perImage = nodes.where(mine, nodes.unsqueeze(of(scores, byKey), 0), out);
    GraphValue all = nodes.shape(byKey);
    GraphValue most = limit == null ? all : nodes.min(all, nodes.list(limit));
    Nodes.Ranked ranked = nodes.largest(perImage, 1, most); // (N, most)
    GraphValue taken = nodes.op("Greater", ranked.values(), out);
    GraphValue places = nodes.transpose(nodes.op("NonZero", taken), 1, 0); // (rows that stay, 2)
    return new Arranged(
        of(byKey, nodes.op("GatherND", ranked.indices(), places)),
        nodes.pick(places, 1, 0),
        nodes.pick(places, 1, 1),
        nodes.count(taken, 1));
  }

  /**
   * The same rows, those of an image by ascending label; rows of a label keep their order.
   *
   * @param classes how many labels there are
   */
  Arranged byLabel(Arranged arranged, GraphValue labels, int classes) {
    GraphValue group =
        nodes.add(
            nodes.mul(arranged.images, nodes.scalar((long) classes)), of(labels, arranged.rows));
    GraphValue width = nodes.shape(arranged.rows);
    GraphValue order = nodes.ascending(nodes.add(nodes.mul(group, width), arranged.slots));
    return new Arranged(of(arranged.rows, order), arranged.images, arranged.slots, arranged.counts);
  }

  private GraphValue of(GraphValue values, GraphValue rows) {
    return nodes.gather(values, 0, rows);
  }
}
