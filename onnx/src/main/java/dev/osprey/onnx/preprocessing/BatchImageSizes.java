package dev.osprey.onnx.preprocessing;

import dev.osprey.data.transform.BoxScaling;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.graph.GraphValue;
import dev.osprey.onnx.graph.Nodes;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a batch's images inside a graph, each int64 (height, width), and how boxes go back
 * to the original.
 *
 * @param toOriginal (height, width) ratios, or one number; null where boxes stay as they are
 */
public record BatchImageSizes(
    GraphValue original, GraphValue resized, GraphValue padded, @Nullable ToOriginal toOriginal) {

  /** How coordinates of the resized image become those of the original one. */
  private sealed interface ToOriginal {
    /** Times original / resized of each axis, float32 (height, width). */
    record Ratios(GraphValue ratios) implements ToOriginal {}

    /** Divided by one number, float32. */
    record Divisor(GraphValue scale) implements ToOriginal {}
  }

  /** All three are the same: images come as the network takes them. */
  public static BatchImageSizes unchanged(GraphValue size) {
    return new BatchImageSizes(size, size, size, null);
  }

  /** Images that are padded alone. */
  static BatchImageSizes padded(GraphValue original, GraphValue padded) {
    return new BatchImageSizes(original, original, padded, null);
  }

  /** Images that a rule resizes, and that are padded then. */
  static BatchImageSizes resized(
      Nodes nodes,
      BoxScaling scaling,
      GraphValue original,
      ResizeNodes.Target target,
      GraphValue padded) {
    ToOriginal back =
        switch (scaling) {
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
    if (toOriginal instanceof ToOriginal.Ratios ratios) {
      return nodes.mul(coordinates, xy(nodes, ratios.ratios, points));
    } else if (toOriginal instanceof ToOriginal.Divisor divisor) {
      return nodes.div(coordinates, divisor.scale);
    }
    return coordinates;
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
