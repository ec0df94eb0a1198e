package dev.osprey.torch.region;

import dev.osprey.networks.layer.RegionPooling;

/**
 * The pixels of RoI pooling's cells (Girshick 2015, section 2.1), whose corners are rounded to
 * whole pixels; neighbouring cells may share pixels. A cell outside the map is empty.
 */
final class RoiPoolCells implements RegionCells {
  private final CellBags.Map map;
  private final int image;
  private final Axis horizontal;
  private final Axis vertical;

  /**
   * The cells of region {@code i}.
   *
   * @param regions packed (R, 5): image, x1, y1, x2, y2
   */
  RoiPoolCells(RegionPooling.Max settings, CellBags.Map map, float[] regions, int i) {
    this.map = map;
    float scale = 1f / map.stride();
    image = (int) regions[5 * i];
    horizontal = new Axis(regions[5 * i + 1] * scale, regions[5 * i + 3] * scale, settings.width());
    vertical = new Axis(regions[5 * i + 2] * scale, regions[5 * i + 4] * scale, settings.height());
  }

  @Override
  public int pixels() {
    return vertical.total(map.height()) * horizontal.total(map.width());
  }

  @Override
  public void addCell(int row, int column, CellBags bags) {
    int firstX = horizontal.first(column, map.width());
    int endX = horizontal.end(column, map.width());
    int endY = vertical.end(row, map.height());
    for (int y = vertical.first(row, map.height()); y < endY; y++) {
      for (int x = firstX; x < endX; x++) {
        bags.add(map.row(image, y, x), 1f);
      }
    }
  }

  /** The cells along one side of a region, in whole pixels of the map. */
  private static final class Axis {
    private final int start;
    private final float cell;
    private final int cells;

    Axis(float from, float to, int cells) {
      start = roundAwayFromZero(from);
      int last = roundAwayFromZero(to);
      cell = (float) Math.max(last - start + 1, 1) / cells;
      this.cells = cells;
    }

    /** The sum of the numbers of pixels of all cells. */
    int total(int limit) {
      int total = 0;
      for (int number = 0; number < cells; number++) {
        total += Math.max(0, end(number, limit) - first(number, limit));
      }
      return total;
    }

    int first(int number, int limit) {
      return clip((int) Math.floor(number * cell) + start, limit);
    }

    int end(int number, int limit) {
      return clip((int) Math.ceil((number + 1) * cell) + start, limit);
    }
  }

  private static int clip(int pixel, int limit) {
    return Math.min(Math.max(pixel, 0), limit);
  }

  /** Rounds like C's round(); Java's rounds -0.5 up. */
  private static int roundAwayFromZero(float value) {
    return (int) (Math.signum(value) * Math.floor(Math.abs(value) + 0.5));
  }
}
