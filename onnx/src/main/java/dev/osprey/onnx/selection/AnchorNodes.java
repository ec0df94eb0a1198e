package dev.osprey.onnx.selection;

import static dev.osprey.onnx.graph.ElementType.FLOAT;

import dev.osprey.detection.anchor.AnchorGenerator;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import dev.osprey.onnx.preprocessing.BatchImageSizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes anchors from the sizes of feature maps as {@link AnchorGenerator} does: exact sums,
 * rounded once, without doubles, which some engines read as float32.
 */
public final class AnchorNodes {
  /**
   * Parts of a pixel that a float32 holds exactly beside a position, a multiple of a half below
   * 2^16.
   */
  private static final double PARTS = 128;

  private final Nodes nodes;
  private final AnchorGenerator.Config config;

  public AnchorNodes(Nodes nodes, AnchorGenerator.Config config) {
    this.nodes = nodes;
    this.config = config;
  }

  /**
   * Returns the anchors of each level, float32 (H·W·A, 4), xyxy in padded-image pixels.
   *
   * @param padded int64 (height, width)
   */
  public List<GraphValue> perLevel(
      List<GraphValue> maps, List<FeatureLevel> levels, GraphValue padded) {
    AnchorGenerator generator = new AnchorGenerator(config);
    List<GraphValue> anchors = new ArrayList<>();
    for (int level = 0; level < maps.size(); level++) {
      int stride = levels.get(level).stride();
      double[] cell = generator.exactCell(level, stride);
      GraphValue boxes = ofLevel(nodes.sizes(maps.get(level), 2, 4), stride, cell, padded);
      anchors.add(config.clip() == null ? boxes : clipped(boxes, padded));
    }
    return anchors;
  }

  private GraphValue ofLevel(GraphValue grid, int stride, double[] cell, GraphValue padded) {
    GraphValue strides =
        switch (config.stride()) {
          case FROM_GRID -> nodes.div(padded, grid);
          case NOMINAL -> nodes.list(stride, stride);
        };
    GraphValue shiftY = nodes.unsqueeze(shifts(grid, strides, 0), 1); // (H, 1)
    GraphValue shiftX = nodes.unsqueeze(shifts(grid, strides, 1), 0); // (1, W)
    GraphValue y = nodes.unsqueeze(nodes.expand(shiftY, grid), 2);
    GraphValue x = nodes.unsqueeze(nodes.expand(shiftX, grid), 2);
    GraphValue shifts = nodes.reshape(nodes.concat(2, x, y, x, y), -1, 1, 4); // (H·W, 1, 4)
    return nodes.reshape(around(shifts, cell), -1, 4);
  }

  /**
   * Returns a cell's boxes at each position. The parts whose sum with a position is exact are added
   * first.
   */
  private GraphValue around(GraphValue shifts, double[] cell) {
    float[] coarse = new float[cell.length];
    float[] fine = new float[cell.length];
    boolean exact = true;
    for (int i = 0; i < cell.length; i++) {
      coarse[i] = (float) (Math.rint(cell[i] * PARTS) / PARTS);
      fine[i] = (float) (cell[i] - coarse[i]);
      exact &= fine[i] == 0;
    }
    long[] shape = {1, cell.length / 4, 4};
    GraphValue near = nodes.add(shifts, nodes.graph().floats(shape, coarse));
    return exact ? near : nodes.add(near, nodes.graph().floats(shape, fine));
  }

  /** Returns the positions of the cells along one axis. */
  private GraphValue shifts(GraphValue grid, GraphValue strides, int axis) {
    GraphValue cells = nodes.cast(nodes.rangeTo(nodes.slice(grid, 0, axis, axis + 1)), FLOAT);
    GraphValue centers = nodes.add(cells, nodes.scalar((float) config.centerOffset()));
    return nodes.mul(centers, nodes.cast(nodes.slice(strides, 0, axis, axis + 1), FLOAT));
  }

  /** Moves centres into the image and limits sides to the image's. */
  private GraphValue clipped(GraphValue boxes, GraphValue padded) {
    GraphValue limit = nodes.cast(BatchImageSizes.xy(nodes, padded, 1), FLOAT);
    GraphValue from = nodes.slice(boxes, 1, 0, 2);
    GraphValue to = nodes.slice(boxes, 1, 2, 4);
    GraphValue half = nodes.scalar(0.5f);
    GraphValue middle = nodes.mul(nodes.add(from, to), half);
    GraphValue center = nodes.min(nodes.max(middle, nodes.scalar(0f)), limit);
    GraphValue side = nodes.min(nodes.sub(to, from), limit);
    GraphValue halfSide = nodes.mul(side, half);
    return nodes.concat(1, nodes.sub(center, halfSide), nodes.add(center, halfSide));
  }
}
