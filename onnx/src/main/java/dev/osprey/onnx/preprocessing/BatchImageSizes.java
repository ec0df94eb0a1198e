package dev.osprey.onnx.preprocessing;

import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;

/**
 * The image sizes of a batch inside a graph, each int64 (height, width), and the way back to the
 * original image.
 *
 * @param toOriginal converts coordinates to the original image
 */
public record BatchImageSizes(
    GraphValue original, GraphValue resized, GraphValue padded, ToOriginal toOriginal) {

  /** Converts coordinates of the resized image to the original one. */
  private interface ToOriginal {
    GraphValue apply(Nodes nodes, GraphValue coordinates, int points);

    /** Keeps coordinates. */
    record Unchanged() implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return coordinates;
      }
    }

    /** Multiplies coordinates by original / resized of each axis, float32 (height, width). */
    record Ratios(GraphValue ratios) implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return nodes.mul(coordinates, xy(nodes, ratios, points));
      }
    }

    /** Divides coordinates by one number, float32. */
    record Divisor(GraphValue scale) implements ToOriginal {
      @Override
      public GraphValue apply(Nodes nodes, GraphValue coordinates, int points) {
        return nodes.div(coordinates, scale);
      }
    }
  }

  /** Returns sizes of images that are neither resized nor padded. */
  public static BatchImageSizes unchanged(GraphValue size) {
    return new BatchImageSizes(size, size, size, new ToOriginal.Unchanged());
  }

  /** Returns sizes of images that are only padded. */
  static BatchImageSizes padded(GraphValue original, GraphValue padded) {
    return new BatchImageSizes(original, original, padded, new ToOriginal.Unchanged());
  }

  /** Returns sizes of images that are resized and padded. */
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
   * Converts coordinates of the resized image to the original one.
   *
   * @param coordinates float32 (…, 2 · points): alternating x and y
   */
  public GraphValue toOriginal(Nodes nodes, GraphValue coordinates, int points) {
    return toOriginal.apply(nodes, coordinates, points);
  }

  /** Returns (height, width) as (width, height, width, height, …). */
  public static GraphValue xy(Nodes nodes, GraphValue heightAndWidth, int points) {
    long[] order = new long[2 * points];
    for (int i = 0; i < points; i++) {
      order[2 * i] = 1;
    }
    return nodes.gather(heightAndWidth, 0, nodes.list(order));
  }
}
