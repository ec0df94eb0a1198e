package dev.osprey.onnx.selection;

import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import org.jspecify.annotations.Nullable;

/**
 * Orders the rows that NMS kept: image by image, by descending score, equal scores by a key, up to
 * a limit per image. Images are not sorted in a second pass, because that pass would have to keep
 * the order of equal values: TopK of ONNX Runtime does, TopK of OpenVINO does not and would mix up
 * images. In such engines only equal scores within an image may be exchanged.
 */
final class RankingNodes {

  /**
   * The ordered rows of all images.
   *
   * @param rows int64 (M): indices of the rows, in their order
   * @param images int64 (M), ascending
   * @param slots int64 (M): the rank of each row in its image, from 0
   * @param counts int64 (N): the number of rows of each image
   */
  public record Arranged(GraphValue rows, GraphValue images, GraphValue slots, GraphValue counts) {

    /** Returns the indices in a dense result, int64 (M, 2). */
    GraphValue places(Nodes nodes) {
      return nodes.concat(1, nodes.unsqueeze(images, 1), nodes.unsqueeze(slots, 1));
    }
  }

  private final Nodes nodes;
  private final GraphValue batch;

  /**
   * Creates the operators of one batch.
   *
   * @param batch the number of images, int64, a list of one
   */
  RankingNodes(Nodes nodes, GraphValue batch) {
    this.nodes = nodes;
    this.batch = batch;
  }

  /**
   * Orders rows by score.
   *
   * @param keys int64 (M): the order of equal scores, different within an image
   * @param scores (M), above {@link NmsNodes#OUT}
   * @param limit the maximum number of rows of an image; null: no limit
   */
  Arranged byScore(GraphValue images, GraphValue keys, GraphValue scores, @Nullable Integer limit) {
    GraphValue byKey = nodes.ascending(keys);
    GraphValue each = nodes.unsqueeze(nodes.rangeTo(batch), 1); // (N, 1)
    GraphValue mine = nodes.op("Equal", nodes.unsqueeze(of(images, byKey), 0), each); // (N, M)
    GraphValue out = nodes.scalar(NmsNodes.OUT);
    GraphValue perImage = nodes.where(mine, nodes.unsqueeze(of(scores, byKey), 0), out);
    GraphValue all = nodes.shape(byKey);
    GraphValue count = limit == null ? all : nodes.min(all, nodes.list(limit));
    Nodes.Ranked ranked = nodes.largest(perImage, 1, count); // (N, count)
    GraphValue taken = nodes.op("Greater", ranked.values(), out);
    GraphValue places = nodes.transpose(nodes.op("NonZero", taken), 1, 0); // (rows that stay, 2)
    return new Arranged(
        of(byKey, nodes.op("GatherND", ranked.indices(), places)),
        nodes.pick(places, 1, 0),
        nodes.pick(places, 1, 1),
        nodes.count(taken, 1));
  }

  /**
   * Orders the rows of each image by ascending label; rows with the same label keep their order.
   *
   * @param classes the number of labels
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
