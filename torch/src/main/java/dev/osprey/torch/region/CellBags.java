package dev.osprey.torch.region;

import dev.osprey.networks.layer.RegionPooling;
import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of a feature map that each output cell of pooled regions reads, and their weights.
 * There is one bag for each cell, region by region and row by row. Pixels are numbered as rows of a
 * table of all pixels: map by map, in each all images.
 */
public final class CellBags {

  /**
   * A feature map in the table.
   *
   * @param first row of its first pixel
   * @param stride of the map in pixels of the image
   */
  public record Map(int first, int height, int width, int stride) {
    int row(int image, int y, int x) {
      return first + (image * height + y) * width + x;
    }
  }

  private final int[] starts;
  private final int[] rows;
  private final float[] weights;
  private int bags;
  private int size;

  private CellBags(int cells, int pixels) {
    starts = new int[cells];
    rows = new int[pixels];
    weights = new float[pixels];
  }

  /**
   * Computes the bags of the cells of regions.
   *
   * @param regions packed (R, 5): image, then xyxy in padded-image pixels
   * @param maps the map that each region is pooled from
   */
  public static CellBags of(RegionPooling pooling, float[] regions, List<Map> maps) {
    List<RegionCells> cells = new ArrayList<>();
    for (int region = 0; region < maps.size(); region++) {
      cells.add(pooling.accept(new Cells(maps.get(region), regions, region)));
    }
    int pixels = cells.stream().mapToInt(RegionCells::pixels).reduce(0, Math::addExact);
    CellBags bags = new CellBags(cells.size() * pooling.height() * pooling.width(), pixels);
    for (RegionCells region : cells) {
      for (int row = 0; row < pooling.height(); row++) {
        for (int column = 0; column < pooling.width(); column++) {
          bags.begin();
          region.addCell(row, column, bags);
        }
      }
    }
    return bags;
  }

  /** Returns the cells of one region, for each kind of pooling. */
  private record Cells(Map map, float[] regions, int region)
      implements RegionPooling.Visitor<RegionCells> {
    @Override
    public RegionCells align(RegionPooling.Align pooling) {
      return new RoiAlignCells(pooling, map, regions, region);
    }

    @Override
    public RegionCells max(RegionPooling.Max pooling) {
      return new RoiPoolCells(pooling, map, regions, region);
    }
  }

  private void begin() {
    starts[bags++] = size;
  }

  /** Adds a pixel to the current bag. */
  void add(int row, float weight) {
    rows[size] = row;
    weights[size++] = weight;
  }

  /**
   * Adds pixels of one row of the map to the current bag.
   *
   * @param start row of the table of the map's first pixel in that row
   * @param columns from their index {@code first} to {@code end}
   * @param shares weights of the columns, at the same indices
   * @param weight factor of the shares
   */
  void add(int start, int[] columns, float[] shares, int first, int end, float weight) {
    int next = size;
    for (int i = first; i < end; i++) {
      rows[next] = start + columns[i];
      weights[next++] = weight * shares[i];
    }
    size = next;
  }

  /** Returns the index of the first pixel of each bag. */
  public int[] starts() {
    return starts;
  }

  /** Returns the rows of the table, bag by bag. */
  public int[] rows() {
    return rows;
  }

  /** Returns the weight of each row. */
  public float[] weights() {
    return weights;
  }
}
