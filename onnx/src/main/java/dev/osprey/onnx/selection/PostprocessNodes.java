package dev.osprey.onnx.selection;

import static dev.osprey.onnx.graph.ElementType.FLOAT;
import static dev.osprey.onnx.graph.ElementType.INT64;

import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.onnx.graph.GraphBuilder;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Postprocessing in the graph, from scores and deltas to detections: the steps of {@link
 * Postprocess} with the same settings. A row is dropped by setting its score to {@link
 * NmsNodes#OUT}.
 */
public final class PostprocessNodes {
  /**
   * Detections of a batch in a dense layout: D places for each image.
   *
   * @param boxes (N, D, 4), original pixels
   * @param scores (N, D)
   * @param labels int64 (N, D), -1 if a place is empty
   * @param counts int64 (N)
   * @param landmarks (N, D, 5, 2), or null
   */
  public record Found(
      GraphValue boxes,
      GraphValue scores,
      GraphValue labels,
      GraphValue counts,
      @Nullable GraphValue landmarks) {}

  private final Nodes nodes;
  private final PostprocessSettings settings;
  private final Postprocess.Config config;
  private final BatchImageSizes sizes;
  private final GraphValue batch;
  private final BoxNodes steps;

  /**
   * Creates the operators of one detector.
   *
   * @param batch the number of images, int64, a list of one
   */
  public PostprocessNodes(
      Nodes nodes, PostprocessSettings settings, BatchImageSizes sizes, GraphValue batch) {
    this.nodes = nodes;
    this.settings = settings;
    this.config = settings.postprocess();
    this.sizes = sizes;
    this.batch = batch;
    this.steps = new BoxNodes(nodes, settings, sizes);
  }

  public Found find(List<HeadLevel> levels) {
    boolean ranked = config.topKPerLevel() != null || config.topK() != null;
    if (ranked) {
      return arranged(new TopKNmsNodes(nodes, settings, steps).suppressed(levels));
    }
    HeadLevel all = HeadLevel.together(nodes, levels);
    DenseNmsNodes dense = new DenseNmsNodes(nodes, settings, batch, steps);
    // in this order NMS does not shift boxes by class, so all classes share them
    boolean shared =
        switch (config.order()) {
          case CLASS -> settings.boxes() == PostprocessSettings.BoxesPerAnchor.ONE;
          case SCORE -> false;
        };
    return arranged(shared ? dense.suppressedShared(all) : dense.suppressedEachClass(all));
  }

  private Found arranged(KeptRows kept) {
    RankingNodes arrangement = new RankingNodes(nodes, batch);
    RankingNodes.Arranged best =
        arrangement.byScore(kept.images(), kept.keys(), kept.scores(), config.maxDetections());
    RankingNodes.Arranged order =
        switch (config.order()) {
          case CLASS -> arrangement.byLabel(best, kept.labels(), settings.classes());
          case SCORE -> best;
        };
    GraphValue shape = nodes.concat(0, batch, places(order.counts()));
    GraphValue zero = nodes.scalar(0f);
    GraphValue boxes =
        dense(zero, shape, order, sizes.toOriginal(nodes, kept.boxes(), 2), nodes.list(4));
    GraphValue landmarks = null;
    if (kept.landmarks() != null) {
      GraphValue points = sizes.toOriginal(nodes, kept.landmarks(), FaceLandmarks.COUNT);
      GraphValue pairs = nodes.reshape(points, 0, FaceLandmarks.COUNT, 2);
      landmarks = dense(zero, shape, order, pairs, nodes.list(FaceLandmarks.COUNT, 2));
    }
    return new Found(
        boxes,
        dense(zero, shape, order, kept.scores()),
        dense(nodes.scalar(-1L), shape, order, kept.labels()),
        order.counts(),
        landmarks);
  }

  /** Returns D: the limit, or the maximum count of the images, at least 1. */
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
      RankingNodes.Arranged order,
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

  /** Declares the outputs of the default form. */
  public static void declare(GraphBuilder graph, Found found, Object places) {
    graph.output(found.boxes, "boxes", FLOAT, "N", places, 4);
    graph.output(found.scores, "scores", FLOAT, "N", places);
    graph.output(found.labels, "labels", INT64, "N", places);
    graph.output(found.counts, "num", INT64, "N");
    if (found.landmarks != null) {
      graph.output(found.landmarks, "landmarks", FLOAT, "N", places, FaceLandmarks.COUNT, 2);
    }
  }
}
