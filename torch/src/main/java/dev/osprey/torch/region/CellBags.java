package dev.osprey.torch.region;

import java.util.Arrays;

/**
 * Which pixels of a feature map each output cell reads: a bag for each cell, region by region, row
 * by row. The map is a table with one row for each pixel of each image.
 */
public final class CellBags {

  /** The map that the pixels are of. */
  public record Map(int height, int width) {
    int row(int image, int y, int x) {
      return (image * height + y) * width + x;
    }
  }

  private final int[] starts;
  private int[] rows;
  private float[] weights;
  private int bags;
  private int size;

  /**
   * @param cells number of bags
   * @param pixelsOfCell a guess; room is made where it is too low
   */
  public CellBags(int cells, int pixelsOfCell) {
    starts = new int[cells];
    rows = new int[Math.max(16, cells * pixelsOfCell)];
    weights = new float[rows.length];
  }

  /** What is added from now on belongs to the next cell. */
  void begin() {
    starts[bags++] = size;
  }

  void add(int row, float weight) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    rows[size] = row;
    weights[size++] = weight;
  }

  /** Where each bag begins. */
  public int[] starts() {
    return starts;
  }

  public int[] rows() {
    return Arrays.copyOf(rows, size);
  }

  public float[] weights() {
    return Arrays.copyOf(weights, size);
  }
}
