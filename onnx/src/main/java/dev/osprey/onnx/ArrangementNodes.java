package dev.osprey.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows that were kept in any order into the order of results: picture by picture, by
 * descending score, equal scores by a key, at most so many of each picture.
 */
final class ArrangementNodes {

  /**
   * Rows of all pictures.
   *
   * @param rows int64 (M): which rows, in their order
   * @param pictures int64 (M), ascending
   * @param slots int64 (M): the place of each row in its picture, from 0
   * @param counts int64 (N): rows of each picture
   */
  record Arranged(GraphValue rows, GraphValue pictures, GraphValue slots, GraphValue counts) {

    /** One for each place of a dense result, int64 (M, 2). */
    GraphValue places(Nodes nodes) {
      return nodes.concat(1, nodes.unsqueeze(pictures, 1), nodes.unsqueeze(slots, 1));
    }
  }

  private final Nodes nodes;
  private final GraphValue batch;

  /**
   * @param batch how many pictures there are, int64, a list of one
   */
  ArrangementNodes(Nodes nodes, GraphValue batch) {
    this.nodes = nodes;
    this.batch = batch;
  }

  /**
   * @param keys int64 (M): the order of equal scores
   * @param limit most rows of a picture; null: no limit
   */
  Arranged byScore(
      GraphValue pictures, GraphValue keys, GraphValue scores, @Nullable Integer limit) {
    GraphValue byKey = nodes.ascending(keys);
    GraphValue byScore = then(byKey, nodes.descending(of(scores, byKey)));
    GraphValue rows = then(byScore, nodes.ascending(of(pictures, byScore)));
    Arranged all = numbered(rows, of(pictures, rows));
    if (limit == null) {
      return all;
    }
    GraphValue best = nodes.positions(nodes.op("Less", all.slots, nodes.scalar((long) limit)));
    return new Arranged(
        of(all.rows, best),
        of(all.pictures, best),
        of(all.slots, best),
        nodes.min(all.counts, nodes.scalar((long) limit)));
  }

  /** The same rows, those of a picture by ascending label; rows of a label keep their order. */
  Arranged byLabel(Arranged arranged, GraphValue labels) {
    GraphValue byLabel = nodes.ascending(of(labels, arranged.rows));
    GraphValue order = then(byLabel, nodes.ascending(of(arranged.pictures, byLabel)));
    return new Arranged(
        of(arranged.rows, order), arranged.pictures, arranged.slots, arranged.counts);
  }

  private GraphValue then(GraphValue first, GraphValue second) {
    return of(first, second);
  }

  private GraphValue of(GraphValue values, GraphValue rows) {
    return nodes.gather(values, 0, rows);
  }

  private Arranged numbered(GraphValue rows, GraphValue pictures) {
    GraphValue each = nodes.unsqueeze(nodes.rangeTo(batch), 1); // (N, 1)
    GraphValue mine = nodes.op("Equal", nodes.unsqueeze(pictures, 0), each); // (N, M)
    GraphValue counts = nodes.count(mine, 1);
    GraphValue starts =
        nodes.with("CumSum", List.of(counts, nodes.scalar(0L)), Attribute.of("exclusive", 1));
    GraphValue slots = nodes.sub(nodes.rangeTo(nodes.shape(rows)), of(starts, pictures));
    return new Arranged(rows, pictures, slots, counts);
  }
}
