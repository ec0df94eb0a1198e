package dev.osprey.onnx.preprocessing;

import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;

/**
 * The sizes of a batch's images inside a graph, each int64 (height, width), and how boxes go back
 * to the original.
 *
 * @param toOriginal how boxes go back to the original image
 */
public record BatchImageSizes(
    GraphValue original, GraphValue resized, GraphValue padded, ToOriginal toOriginal) {

  /** How coordinates of the resized image become those of the original one. */
  private interface ToOriginal {
    GraphValue apply(Nodes nodes, GraphValue coordinates, int points);

    /** Coordinates stay as they are. */
    record Unchanged() implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return coordinates;
      }
    }

    /** Coordinates times original / resized of each axis, float32 (height, width). */
    record Ratios(GraphValue ratios) implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return nodes.mul(coordinates, xy(nodes, ratios, points));
      }
    }

    /** Coordinates divided by one number, float32. */
    record Divisor(GraphValue scale) implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return nodes.div(coordinates, scale);
      }
    }
  }

  /** All three are the same: images come as the network takes them. */
  public static BatchImageSizes unchanged(GraphValue size) {
    return new BatchImageSizes(size, size, size, new ToOriginal.Unchanged());
  }

  /** Images that are padded alone. */
  static BatchImageSizes padded(GraphValue original, GraphValue padded) {
    return new BatchImageSizes(original, original, padded, new ToOriginal.Unchanged());
  }

  /** Images that a rule resizes, and that are padded then. */
  static BatchImageSizes resized(
      Nodes nodes, GraphValue original, ResizeNodes.Target target, GraphValue padded) {
    ToOriginal back =
        switch (target.scaling()) {
          case PER_AXIS ->
              new ToOriginal.Ratios(
                  nodes.div(
                      nodes.cast(original, ElementType.FLOAT),
                      nodes.cast(target.size(), ElementType.FLOAT)));
          case NOMINAL -> new ToOriginal.Divisor(target.scale());
        };
    return new BatchImageSizes(original, target.size(), padded, back);
  }

  /**
   * Coordinates of the resized image in the original one.
   *
   * @param coordinates float32 (…, 2 · points): x and y in turns
   */
  public GraphValue toOriginal(Nodes nodes, GraphValue coordinates, int points) {
    return toOriginal.apply(nodes, coordinates, points);
  }

  /** (height, width) as (width, height, width, height, …). */
  public static GraphValue xy(Nodes nodes, GraphValue heightAndWidth, int points) {
    long[] order = new long[2 * points];
    for (int i = 0; i < points; i++) {
      order[2 * i] = 1;
    }
    return nodes.gather(heightAndWidth, 0, nodes.list(order));
  }
}
