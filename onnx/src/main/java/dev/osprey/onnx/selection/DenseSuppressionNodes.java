package dev.osprey.onnx.selection;

import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import java.util.ArrayList;
import java.util.List;

/** Where nothing limits the pairs of anchor and class: a row is an anchor with all its scores. */
final class DenseSuppressionNodes {
  private final Nodes nodes;
  private final PostprocessSettings settings;
  private final Postprocess.Config config;
  private final GraphValue batch;
  private final BoxNodes steps;

  /**
   * @param batch how many images there are, int64, a list of one
   */
  DenseSuppressionNodes(
      Nodes nodes, PostprocessSettings settings, GraphValue batch, BoxNodes steps) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess();
    this.batch = batch;
    this.steps = steps;
  }

  /** Classes measure an anchor's one box alike. */
  KeptRows suppressedShared(HeadLevel level) {
    GraphValue boxes = steps.decoded(level.deltas(), level.anchors()); // (N, R, 4)
    GraphValue sound = nodes.unsqueeze(steps.soundBoxes(boxes), 2);
    GraphValue scores = steps.onlyWhere(sound, steps.aboveThreshold(level.scores()));
    GraphValue perClass = nodes.transpose(scores, 0, 2, 1); // (N, K, R)
    GraphValue kept =
        steps
            .suppression()
            .suppress(steps.measured(boxes), perClass, steps.most(nodes.size(boxes, 1)));
    GraphValue row = nodes.gather(kept, 1, nodes.list(0, 2));
    GraphValue label = nodes.pick(kept, 1, 1);
    return new KeptRows(
        nodes.pick(kept, 1, 0),
        key(nodes.pick(kept, 1, 2), label),
        label,
        nodes.op("GatherND", perClass, kept),
        nodes.op("GatherND", boxes, row),
        steps.landmarks(level.landmarks(), level.anchors(), row));
  }

  /** Each class of each image as an image of its own, so that its boxes may be its own. */
  KeptRows suppressedEachClass(HeadLevel level) {
    GraphValue classes = nodes.list(settings.classes());
    GraphValue perClass = nodes.concat(0, nodes.list(0, -1), classes, nodes.list(4));
    GraphValue deltas =
        switch (settings.boxes()) {
          case ONE -> nodes.unsqueeze(level.deltas(), 2);
          case EACH_CLASS -> nodes.op("Reshape", level.deltas(), perClass);
        };
    GraphValue one =
        steps.decoded(deltas, nodes.unsqueeze(level.anchors(), 2)); // (N, R, 1 or K, 4)
    GraphValue rows = nodes.size(level.scores(), 1);
    GraphValue boxes = nodes.expand(one, nodes.concat(0, batch, rows, classes, nodes.list(4)));
    GraphValue scores =
        steps.onlyWhere(steps.soundBoxes(boxes), steps.aboveThreshold(level.scores())); // (N, R, K)
    GraphValue measured = steps.measured(boxes);
    if (config.order() == Postprocess.Order.SCORE) {
      measured = nodes.add(measured, shiftsEachClass(measured, scores));
    }
    GraphValue images = nodes.mul(batch, classes);
    GraphValue folded =
        nodes.op(
            "Reshape",
            nodes.transpose(measured, 0, 2, 1, 3),
            nodes.concat(0, images, rows, nodes.list(4)));
    GraphValue foldedScores =
        nodes.op(
            "Reshape",
            nodes.transpose(scores, 0, 2, 1),
            nodes.concat(0, images, nodes.list(1), rows));
    GraphValue kept = steps.suppression().suppress(folded, foldedScores, steps.most(rows));
    return unfolded(level, kept, boxes, scores);
  }

  private GraphValue shiftsEachClass(GraphValue measured, GraphValue scores) {
    long[] labels = new long[settings.classes()];
    for (int label = 0; label < labels.length; label++) {
      labels[label] = label;
    }
    GraphValue each = nodes.graph().longs(new long[] {1, labels.length}, labels);
    GraphValue shifts =
        steps
            .suppression()
            .shifts(nodes.reshape(measured, 0, -1, 4), nodes.reshape(scores, 0, -1), each);
    return nodes.unsqueeze(shifts, 1); // (N, 1, K, 1)
  }

  /**
   * @param kept int64 (M, 3): image · K + class, 0, row
   */
  private KeptRows unfolded(HeadLevel level, GraphValue kept, GraphValue boxes, GraphValue scores) {
    GraphValue classes = nodes.scalar((long) settings.classes());
    GraphValue both = nodes.pick(kept, 1, 0);
    GraphValue image = nodes.div(both, classes);
    GraphValue label = nodes.sub(both, nodes.mul(image, classes));
    GraphValue row = nodes.pick(kept, 1, 2);
    GraphValue ofAnchor = columns(image, row);
    GraphValue ofClass = columns(image, row, label);
    return new KeptRows(
        image,
        key(row, label),
        label,
        nodes.op("GatherND", scores, ofClass),
        nodes.op("GatherND", boxes, ofClass),
        steps.landmarks(level.landmarks(), level.anchors(), ofAnchor));
  }

  private GraphValue columns(GraphValue... values) {
    List<GraphValue> columns = new ArrayList<>();
    for (GraphValue value : values) {
      columns.add(nodes.unsqueeze(value, 1));
    }
    return nodes.concat(1, columns);
  }

  private GraphValue key(GraphValue row, GraphValue label) {
    return nodes.add(nodes.mul(row, nodes.scalar((long) settings.classes())), label);
  }
}
