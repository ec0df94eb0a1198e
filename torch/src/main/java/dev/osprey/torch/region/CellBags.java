package dev.osprey.torch.region;

import dev.osprey.networks.layer.RegionPooling;
import java.util.Arrays;
import java.util.List;

/**
 * The pixels of a feature map that each output cell of pooled regions reads, and their weights.
 * There is one bag for each cell, region by region and row by row. Pixels are numbered as rows of a
 * table of all pixels of all images.
 */
public final class CellBags {

  /** The size of the feature map. */
  public record Map(int height, int width) {
    int row(int image, int y, int x) {
      return (image * height + y) * width + x;
    }
  }

  /** Initial capacity in pixels per cell; it grows. */
  private static final int PIXELS_GUESSED = 16;

  private final int[] starts;
  private int[] rows;
  private float[] weights;
  private int bags;
  private int size;

  private CellBags(int cells) {
    starts = new int[cells];
    rows = new int[Math.max(16, cells * PIXELS_GUESSED)];
    weights = new float[rows.length];
  }

  /**
   * Computes the bags of the cells of some regions.
   *
   * @param stride stride of the map in pixels
   * @param regions packed (R, 5): image, then xyxy in padded-image pixels
   * @param chosen rows of {@code regions}
   */
  public static CellBags of(
      RegionPooling pooling, Map map, int stride, float[] regions, List<Integer> chosen) {
    CellBags bags = new CellBags(chosen.size() * pooling.height() * pooling.width());
    for (int region : chosen) {
      RegionCells cells = pooling.accept(new Cells(map, 1f / stride, regions, region));
      for (int row = 0; row < pooling.height(); row++) {
        for (int column = 0; column < pooling.width(); column++) {
          bags.begin();
          cells.addCell(row, column, bags);
        }
      }
    }
    return bags;
  }

  /** Returns the cells of one region, for each kind of pooling. */
  private record Cells(Map map, float scale, float[] regions, int region)
      implements RegionPooling.Visitor<RegionCells> {
    @Override
    public RegionCells align(RegionPooling.Align pooling) {
      return new RoiAlignCells(pooling, map, scale, regions, region);
    }

    @Override
    public RegionCells max(RegionPooling.Max pooling) {
      return new RoiPoolCells(pooling, map, scale, regions, region);
    }
  }

  private void begin() {
    starts[bags++] = size;
  }

  /** Adds a pixel to the current bag. */
  void add(int row, float weight) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    rows[size] = row;
    weights[size++] = weight;
  }

  /** Returns the index of the first pixel of each bag. */
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
