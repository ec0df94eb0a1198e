package dev.osprey.onnx;

import static dev.osprey.onnx.ElementType.FLOAT;
import static dev.osprey.onnx.ElementType.INT64;

import dev.osprey.core.BoxSides;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.postprocess.Postprocess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From scores and deltas to detections: the steps of {@link Postprocess} as nodes, read from the
 * same settings. A row whose score is {@link SuppressionNodes#OUT} has left.
 */
final class DetectionNodes {

  /**
   * What a level says of its anchors.
   *
   * @param scores (N, R, K)
   * @param deltas (N, R · B, 4): B boxes for each anchor, one or one for each class
   * @param anchors (N, R, 4)
   * @param landmarks (N, R, 10), or null
   */
  record Level(
      GraphValue scores, GraphValue deltas, GraphValue anchors, @Nullable GraphValue landmarks) {}

  /** Whether all classes share an anchor's box. */
  enum BoxesPerAnchor {
    ONE,
    EACH_CLASS
  }

  /**
   * What does not depend on the level.
   *
   * @param landmarks null where the head gives none
   */
  record Settings(
      int classes,
      BoxesPerAnchor boxes,
      BoxCoder.Config coder,
      LandmarkCoder.@Nullable Config landmarks,
      Postprocess.Config postprocess) {}

  /**
   * What is found, dense: D places for each picture.
   *
   * @param boxes (N, D, 4), original pixels
   * @param scores (N, D)
   * @param labels int64 (N, D), -1 where a place is empty
   * @param counts int64 (N)
   * @param landmarks (N, D, 5, 2), or null
   */
  record Found(
      GraphValue boxes,
      GraphValue scores,
      GraphValue labels,
      GraphValue counts,
      @Nullable GraphValue landmarks) {}

  private final Nodes nodes;
  private final Settings settings;
  private final Postprocess.Config config;
  private final PictureSizes sizes;
  private final GraphValue batch;
  private final CodingNodes coding;
  private final ClippingNodes clipping;

  /**
   * @param batch how many pictures there are, int64, a list of one
   */
  DetectionNodes(Nodes nodes, Settings settings, PictureSizes sizes, GraphValue batch) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess;
    this.sizes = sizes;
    this.batch = batch;
    this.coding = new CodingNodes(nodes);
    this.clipping = new ClippingNodes(nodes, sizes);
  }

  /**
   * Rows that suppression kept.
   *
   * @param keys the order of equal scores
   * @param boxes (M, 4), resized pixels
   * @param landmarks (M, 10), resized pixels, or null
   */
  private record Kept(
      GraphValue pictures,
      GraphValue keys,
      GraphValue labels,
      GraphValue scores,
      GraphValue boxes,
      @Nullable GraphValue landmarks) {}

  Found find(List<Level> levels) {
    boolean ranked = config.topKPerLevel() != null || config.topK() != null;
    if (ranked) {
      return arranged(suppressed(candidates(levels)));
    }
    Level all = together(levels);
    // within labels boxes are measured as they are, so that all classes share them
    boolean shared =
        settings.boxes == BoxesPerAnchor.ONE && config.order() == Postprocess.Order.CLASS;
    return arranged(shared ? suppressedShared(all) : suppressedEachClass(all));
  }

  private Level together(List<Level> levels) {
    List<GraphValue> landmarks = new ArrayList<>();
    levels.forEach(
        level -> {
          if (level.landmarks != null) {
            landmarks.add(level.landmarks);
          }
        });
    return new Level(
        nodes.concat(1, levels.stream().map(Level::scores).toList()),
        nodes.concat(1, levels.stream().map(Level::deltas).toList()),
        nodes.concat(1, levels.stream().map(Level::anchors).toList()),
        landmarks.isEmpty() ? null : nodes.concat(1, landmarks));
  }

  /** Scores above the threshold, {@link SuppressionNodes#OUT} for all others. */
  private GraphValue aboveThreshold(GraphValue scores) {
    GraphValue above = nodes.op("Greater", scores, nodes.scalar((float) config.scoreThreshold()));
    return nodes.where(above, scores, nodes.scalar(SuppressionNodes.OUT));
  }

  // Where top-k leaves some pairs of anchor and class, each is a row.

  /**
   * @param scores (N, n), {@link SuppressionNodes#OUT} for what is below the threshold
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

  private Candidates candidates(List<Level> levels) {
    Integer perLevel = config.topKPerLevel();
    Integer overall = config.topK();
    if (perLevel == null) {
      return best(together(levels), overall == null ? Integer.MAX_VALUE : overall);
    }
    List<Candidates> parts = levels.stream().map(level -> best(level, perLevel)).toList();
    Candidates all = concat(parts);
    return overall == null ? all : best(all, overall);
  }

  private Nodes.Ranked largest(GraphValue scores, int k) {
    GraphValue count = nodes.min(nodes.size(scores, 1), nodes.list(k));
    return nodes.largest(scores, 1, count);
  }

  /** The best pairs of a level. */
  private Candidates best(Level level, int k) {
    GraphValue flat = nodes.reshape(aboveThreshold(level.scores), 0, -1);
    Nodes.Ranked ranked = largest(flat, k);
    GraphValue classes = nodes.scalar((long) settings.classes);
    GraphValue rows = nodes.div(ranked.indices(), classes);
    GraphValue labels = nodes.sub(ranked.indices(), nodes.mul(rows, classes));
    GraphValue boxRows =
        switch (settings.boxes) {
          case ONE -> rows;
          case EACH_CLASS -> ranked.indices();
        };
    return new Candidates(
        ranked.values(),
        labels,
        nodes.gatherPerPicture(level.deltas, boxRows),
        nodes.gatherPerPicture(level.anchors, rows),
        level.landmarks == null ? null : nodes.gatherPerPicture(level.landmarks, rows));
  }

  /** The best of all levels together. */
  private Candidates best(Candidates all, int k) {
    Nodes.Ranked ranked = largest(all.scores, k);
    GraphValue rows = ranked.indices();
    return new Candidates(
        ranked.values(),
        nodes.gatherPerPicture(all.labels, rows),
        nodes.gatherPerPicture(all.deltas, rows),
        nodes.gatherPerPicture(all.anchors, rows),
        all.landmarks == null ? null : nodes.gatherPerPicture(all.landmarks, rows));
  }

  private Candidates concat(List<Candidates> parts) {
    List<GraphValue> landmarks = new ArrayList<>();
    parts.forEach(
        part -> {
          if (part.landmarks != null) {
            landmarks.add(part.landmarks);
          }
        });
    return new Candidates(
        nodes.concat(1, parts.stream().map(Candidates::scores).toList()),
        nodes.concat(1, parts.stream().map(Candidates::labels).toList()),
        nodes.concat(1, parts.stream().map(Candidates::deltas).toList()),
        nodes.concat(1, parts.stream().map(Candidates::anchors).toList()),
        landmarks.isEmpty() ? null : nodes.concat(1, landmarks));
  }

  private Kept suppressed(Candidates candidates) {
    GraphValue boxes = decoded(candidates.deltas, candidates.anchors);
    GraphValue scores = sound(candidates.scores, boxes);
    GraphValue measured = measured(boxes);
    if (config.order() == Postprocess.Order.SCORE) {
      measured = nodes.add(measured, suppression().shifts(measured, scores, candidates.labels));
    }
    GraphValue kept =
        suppression()
            .withinGroups(
                measured, scores, candidates.labels, settings.classes, most(nodes.size(boxes, 1)));
    return new Kept(
        nodes.pick(kept, 1, 0),
        nodes.pick(kept, 1, 1),
        nodes.op("GatherND", candidates.labels, kept),
        nodes.op("GatherND", scores, kept),
        nodes.op("GatherND", boxes, kept),
        landmarks(candidates.landmarks, candidates.anchors, kept));
  }

  // Where nothing limits the pairs, a row is an anchor and each class has its scores.

  private Kept suppressedShared(Level level) {
    GraphValue boxes = decoded(level.deltas, level.anchors); // (N, R, 4)
    GraphValue sound = nodes.unsqueeze(soundBoxes(boxes), 2);
    GraphValue scores = onlyWhere(sound, aboveThreshold(level.scores));
    GraphValue perClass = nodes.transpose(scores, 0, 2, 1); // (N, K, R)
    GraphValue kept = suppression().suppress(measured(boxes), perClass, most(nodes.size(boxes, 1)));
    GraphValue row = nodes.gather(kept, 1, nodes.list(0, 2));
    GraphValue label = nodes.pick(kept, 1, 1);
    return new Kept(
        nodes.pick(kept, 1, 0),
        key(nodes.pick(kept, 1, 2), label),
        label,
        nodes.op("GatherND", perClass, kept),
        nodes.op("GatherND", boxes, row),
        landmarks(level.landmarks, level.anchors, row));
  }

  /** Each class of each picture as a picture of its own, so that its boxes may be its own. */
  private Kept suppressedEachClass(Level level) {
    GraphValue classes = nodes.list(settings.classes);
    GraphValue perClass = nodes.concat(0, nodes.list(0, -1), classes, nodes.list(4));
    GraphValue deltas =
        switch (settings.boxes) {
          case ONE -> nodes.unsqueeze(level.deltas, 2);
          case EACH_CLASS -> nodes.op("Reshape", level.deltas, perClass);
        };
    GraphValue one = decoded(deltas, nodes.unsqueeze(level.anchors, 2)); // (N, R, 1 or K, 4)
    GraphValue rows = nodes.size(level.scores, 1);
    GraphValue boxes = nodes.expand(one, nodes.concat(0, batch, rows, classes, nodes.list(4)));
    GraphValue scores = onlyWhere(soundBoxes(boxes), aboveThreshold(level.scores)); // (N, R, K)
    GraphValue measured = measured(boxes);
    if (config.order() == Postprocess.Order.SCORE) {
      measured = nodes.add(measured, shiftsEachClass(measured, scores));
    }
    GraphValue pictures = nodes.mul(batch, classes);
    GraphValue folded =
        nodes.op(
            "Reshape",
            nodes.transpose(measured, 0, 2, 1, 3),
            nodes.concat(0, pictures, rows, nodes.list(4)));
    GraphValue foldedScores =
        nodes.op(
            "Reshape",
            nodes.transpose(scores, 0, 2, 1),
            nodes.concat(0, pictures, nodes.list(1), rows));
    GraphValue kept = suppression().suppress(folded, foldedScores, most(rows));
    return unfolded(level, kept, boxes, scores);
  }

  private GraphValue shiftsEachClass(GraphValue measured, GraphValue scores) {
    long[] labels = new long[settings.classes];
    for (int label = 0; label < labels.length; label++) {
      labels[label] = label;
    }
    GraphValue each = nodes.graph().longs(new long[] {1, labels.length}, labels);
    GraphValue shifts =
        suppression().shifts(nodes.reshape(measured, 0, -1, 4), nodes.reshape(scores, 0, -1), each);
    return nodes.unsqueeze(shifts, 1); // (N, 1, K, 1)
  }

  /**
   * @param kept int64 (M, 3): picture · K + class, 0, row
   */
  private Kept unfolded(Level level, GraphValue kept, GraphValue boxes, GraphValue scores) {
    GraphValue classes = nodes.scalar((long) settings.classes);
    GraphValue both = nodes.pick(kept, 1, 0);
    GraphValue picture = nodes.div(both, classes);
    GraphValue label = nodes.sub(both, nodes.mul(picture, classes));
    GraphValue row = nodes.pick(kept, 1, 2);
    GraphValue ofAnchor = columns(picture, row);
    GraphValue ofClass = columns(picture, row, label);
    return new Kept(
        picture,
        key(row, label),
        label,
        nodes.op("GatherND", scores, ofClass),
        nodes.op("GatherND", boxes, ofClass),
        landmarks(level.landmarks, level.anchors, ofAnchor));
  }

  private GraphValue columns(GraphValue... values) {
    List<GraphValue> columns = new ArrayList<>();
    for (GraphValue value : values) {
      columns.add(nodes.unsqueeze(value, 1));
    }
    return nodes.concat(1, columns);
  }

  private GraphValue key(GraphValue row, GraphValue label) {
    return nodes.add(nodes.mul(row, nodes.scalar((long) settings.classes)), label);
  }

  // What both have in common.

  private SuppressionNodes suppression() {
    return new SuppressionNodes(nodes, config.nmsThreshold());
  }

  private GraphValue decoded(GraphValue deltas, GraphValue anchors) {
    return clipping.clip(config.clip(), coding.boxes(settings.coder, deltas, anchors));
  }

  private GraphValue soundBoxes(GraphValue boxes) {
    return clipping.sound(boxes, config.minSide(), ClippingNodes.Comparison.ABOVE);
  }

  private GraphValue sound(GraphValue scores, GraphValue boxes) {
    return onlyWhere(soundBoxes(boxes), scores);
  }

  private GraphValue onlyWhere(GraphValue condition, GraphValue scores) {
    return nodes.where(condition, scores, nodes.scalar(SuppressionNodes.OUT));
  }

  /** Boxes as suppression measures them. */
  private GraphValue measured(GraphValue boxes) {
    if (config.nmsSides() != BoxSides.INCLUSIVE) {
      return boxes;
    }
    float added = BoxSides.INCLUSIVE.added();
    GraphValue original = sizes.toOriginal(nodes, boxes, 2);
    return nodes.add(original, nodes.graph().floats(new long[] {4}, 0, 0, added, added));
  }

  /** Nothing below a class's limit-th best can be among the best of all classes. */
  private GraphValue most(GraphValue rows) {
    Integer limit = config.maxDetections();
    return limit == null ? rows : nodes.list(limit);
  }

  private @Nullable GraphValue landmarks(
      @Nullable GraphValue shifts, GraphValue anchors, GraphValue rows) {
    LandmarkCoder.Config coder = settings.landmarks;
    return shifts == null || coder == null
        ? null
        : coding.landmarks(
            coder, nodes.op("GatherND", shifts, rows), nodes.op("GatherND", anchors, rows));
  }

  private Found arranged(Kept kept) {
    ArrangementNodes arrangement = new ArrangementNodes(nodes, batch);
    ArrangementNodes.Arranged best =
        arrangement.byScore(kept.pictures, kept.keys, kept.scores, config.maxDetections());
    ArrangementNodes.Arranged order =
        config.order() == Postprocess.Order.CLASS ? arrangement.byLabel(best, kept.labels) : best;
    GraphValue shape = nodes.concat(0, batch, places(order.counts()));
    GraphValue zero = nodes.scalar(0f);
    GraphValue boxes =
        dense(zero, shape, order, sizes.toOriginal(nodes, kept.boxes, 2), nodes.list(4));
    GraphValue landmarks = null;
    if (kept.landmarks != null) {
      GraphValue points = sizes.toOriginal(nodes, kept.landmarks, FaceLandmarks.COUNT);
      GraphValue pairs = nodes.reshape(points, -1, FaceLandmarks.COUNT, 2);
      landmarks = dense(zero, shape, order, pairs, nodes.list(FaceLandmarks.COUNT, 2));
    }
    return new Found(
        boxes,
        dense(zero, shape, order, kept.scores),
        dense(nodes.scalar(-1L), shape, order, kept.labels),
        order.counts(),
        landmarks);
  }

  /** D: the limit, or what the fullest picture needs, at least 1. */
  private GraphValue places(GraphValue counts) {
    Integer limit = config.maxDetections();
    if (limit != null) {
      return nodes.list(limit);
    }
    GraphValue fullest = nodes.max(nodes.maxOf(counts, 0), nodes.scalar(1L));
    return nodes.unsqueeze(fullest, 0);
  }

  private GraphValue dense(
      GraphValue fill,
      GraphValue shape,
      ArrangementNodes.Arranged order,
      GraphValue values,
      GraphValue... further) {
    List<GraphValue> dimensions = new ArrayList<>(List.of(shape));
    dimensions.addAll(List.of(further));
    return nodes.scatter(
        fill,
        nodes.concat(0, dimensions),
        order.places(nodes),
        nodes.gather(values, 0, order.rows()));
  }

  /** Writes the outputs of the default form. */
  static void declare(GraphBuilder graph, Found found, Object places) {
    graph.output(found.boxes, "boxes", FLOAT, "N", places, 4);
    graph.output(found.scores, "scores", FLOAT, "N", places);
    graph.output(found.labels, "labels", INT64, "N", places);
    graph.output(found.counts, "num", INT64, "N");
    if (found.landmarks != null) {
      graph.output(found.landmarks, "landmarks", FLOAT, "N", places, FaceLandmarks.COUNT, 2);
    }
  }
}
