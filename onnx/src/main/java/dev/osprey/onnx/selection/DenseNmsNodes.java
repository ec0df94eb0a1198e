package dev.osprey.onnx.selection;

import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import java.util.ArrayList;
import java.util.List;

/** Builds NMS without top-k before it; a row is an anchor with the scores of all classes. */
final class DenseNmsNodes {
  private final Nodes nodes;
  private final PostprocessSettings settings;
  private final Postprocess.Config config;
  private final GraphValue batch;
  private final BoxNodes steps;

  /**
   * Creates the operators of one selection.
   *
   * @param batch the number of images, int64, a list of one
   */
  DenseNmsNodes(Nodes nodes, PostprocessSettings settings, GraphValue batch, BoxNodes steps) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess();
    this.batch = batch;
    this.steps = steps;
  }

  /** Applies NMS to each class if all classes share an anchor's box and its measure. */
  KeptRows suppressedShared(HeadLevel level) {
    GraphValue boxes = steps.decoded(level.deltas(), level.anchors()); // (N, R, 4)
    GraphValue valid = nodes.unsqueeze(steps.validBoxes(boxes), 2);
    GraphValue scores = steps.onlyWhere(valid, steps.aboveThreshold(level.scores()));
    GraphValue perClass = nodes.transpose(scores, 0, 2, 1); // (N, K, R)
    GraphValue kept =
        steps
            .suppression()
            .suppress(steps.measured(boxes), perClass, steps.maximumPerClass(nodes.size(boxes, 1)));
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

  /**
   * Applies NMS to each class with boxes of its own. To ONNX, each class of each image is a
   * separate image.
   */
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
        steps.onlyWhere(steps.validBoxes(boxes), steps.aboveThreshold(level.scores())); // (N, R, K)
    GraphValue sides = steps.measured(boxes);
    GraphValue measured =
        switch (config.order()) {
          case SCORE -> nodes.add(sides, shiftsEachClass(sides, scores));
          case CLASS -> sides;
        };
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
    GraphValue kept =
        steps.suppression().suppress(folded, foldedScores, steps.maximumPerClass(rows));
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
   * Returns the rows kept.
   *
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
