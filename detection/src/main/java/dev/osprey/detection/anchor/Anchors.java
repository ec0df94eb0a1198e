package dev.osprey.detection.anchor;

import java.util.List;

/**
 * All anchors of one padded image size, level by level, finest first; inside a level row by row,
 * inside a cell ratio by ratio, inside a ratio size by size.
 *
 * @param boxes packed xyxy, padded-image pixels
 */
public record Anchors(float[] boxes, List<Level> levels) {

  /** Rows and columns of a feature map, with its nominal stride. */
  public record Grid(int height, int width, int stride) {}

  /**
   * The anchors of one level: {@code start} to {@code end}.
   *
   * @param start index of its first anchor
   * @param perCell anchors around each cell of the grid
   */
  public record Level(Grid grid, int start, int perCell) {
    public int size() {
      return grid.height * grid.width * perCell;
    }

    /** Index after its last anchor. */
    public int end() {
      return start + size();
    }
  }

  public Anchors {
    levels = List.copyOf(levels);
  }

  /**
   * Regions in place of anchors: one level, one row.
   *
   * @param boxes packed xyxy, padded-image pixels
   */
  public static Anchors ofRegions(float[] boxes) {
    return new Anchors(boxes, List.of(new Level(new Grid(1, boxes.length / 4, 1), 0, 1)));
  }

  public int size() {
    return boxes.length / 4;
  }
}
