package dev.osprey.onnx.selection;

import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.IntegerNodes;
import dev.osprey.onnx.graph.Nodes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds NMS after top-k; a row is a pair of an anchor and a class. */
final class TopKNmsNodes {
  private final Nodes nodes;
  private final PostprocessSettings settings;
  private final Postprocess.Config config;
  private final BoxNodes steps;

  TopKNmsNodes(Nodes nodes, PostprocessSettings settings, BoxNodes steps) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess();
    this.steps = steps;
  }

  /**
   * The best pairs of an anchor and a class.
   *
   * @param scores (N, n), {@link NmsNodes#OUT} below the threshold
   * @param labels int64 (N, n)
   * @param deltas (N, n, 4)
   * @param anchors (N, n, 4)
   * @param landmarks (N, n, 10), or null
   */
  private record Candidates(
      GraphValue scores,
      GraphValue labels,
      GraphValue deltas,
      GraphValue anchors,
      @Nullable GraphValue landmarks) {}

  private Candidates candidates(List<HeadLevel> levels) {
    Integer perLevel = config.topKPerLevel();
    Integer overall = config.topK();
    if (perLevel == null) {
      return best(HeadLevel.together(nodes, levels), overall == null ? Integer.MAX_VALUE : overall);
    }
    List<Candidates> parts = levels.stream().map(level -> best(level, perLevel)).toList();
    Candidates all = concat(parts);
    return overall == null ? all : best(all, overall);
  }

  private Nodes.Ranked largest(GraphValue scores, int k) {
    GraphValue count = nodes.min(nodes.size(scores, 1), nodes.list(k));
    return nodes.largest(scores, 1, count);
  }

  /** Returns the best pairs of a level. */
  private Candidates best(HeadLevel level, int k) {
    GraphValue flat = nodes.reshape(steps.aboveThreshold(level.scores()), 0, -1);
    Nodes.Ranked ranked = largest(flat, k);
    GraphValue classes = nodes.scalar((long) settings.classes());
    IntegerNodes.Division pairs = new IntegerNodes(nodes).divide(ranked.indices(), classes);
    GraphValue rows = pairs.quotient();
    GraphValue labels = pairs.rest();
    GraphValue boxRows =
        switch (settings.boxes()) {
          case ONE -> rows;
          case EACH_CLASS -> ranked.indices();
        };
    return new Candidates(
        ranked.values(),
        labels,
        nodes.gatherPerImage(level.deltas(), boxRows),
        nodes.gatherPerImage(level.anchors(), rows),
        level.landmarks() == null ? null : nodes.gatherPerImage(level.landmarks(), rows));
  }

  /** Returns the best pairs of all levels together. */
  private Candidates best(Candidates all, int k) {
    Nodes.Ranked ranked = largest(all.scores, k);
    GraphValue rows = ranked.indices();
    return new Candidates(
        ranked.values(),
        nodes.gatherPerImage(all.labels, rows),
        nodes.gatherPerImage(all.deltas, rows),
        nodes.gatherPerImage(all.anchors, rows),
        all.landmarks == null ? null : nodes.gatherPerImage(all.landmarks, rows));
  }

  private Candidates concat(List<Candidates> parts) {
    return new Candidates(
        nodes.concat(1, parts.stream().map(Candidates::scores).toList()),
        nodes.concat(1, parts.stream().map(Candidates::labels).toList()),
        nodes.concat(1, parts.stream().map(Candidates::deltas).toList()),
        nodes.concat(1, parts.stream().map(Candidates::anchors).toList()),
        nodes.concatGiven(1, parts.stream().map(Candidates::landmarks)));
  }

  KeptRows suppressed(List<HeadLevel> levels) {
    Candidates candidates = candidates(levels);
    GraphValue boxes = steps.decoded(candidates.deltas, candidates.anchors);
    GraphValue scores = steps.valid(candidates.scores, boxes);
    GraphValue sides = steps.measured(boxes);
    GraphValue measured =
        switch (config.order()) {
          case SCORE ->
              nodes.add(sides, steps.suppression().shifts(sides, scores, candidates.labels));
          case CLASS -> sides;
        };
    GraphValue kept =
        steps
            .suppression()
            .withinGroups(
                measured,
                scores,
                candidates.labels,
                settings.classes(),
                steps.maximumPerClass(nodes.size(boxes, 1)));
    return new KeptRows(
        nodes.pick(kept, 1, 0),
        nodes.pick(kept, 1, 1),
        nodes.op("GatherND", candidates.labels, kept),
        nodes.op("GatherND", scores, kept),
        nodes.op("GatherND", boxes, kept),
        steps.landmarks(candidates.landmarks, candidates.anchors, kept));
  }
}
