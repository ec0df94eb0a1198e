package dev.osprey.torch.region;

import dev.osprey.networks.region.RegionPooling;

/**
 * The pixels of RoI pooling's cells (Girshick 2015, section 2.1), whose corners are rounded to
 * whole pixels; neighbouring cells may share pixels. A cell that lies outside the map is empty.
 */
public final class RoiPoolCells {
  private final RegionPooling.Max settings;
  private final CellBags.Map map;
  private final float scale;
  private final CellBags bags;

  /**
   * @param stride of the map, pixels
   */
  public RoiPoolCells(RegionPooling.Max settings, CellBags.Map map, int stride, CellBags bags) {
    this.settings = settings;
    this.map = map;
    this.scale = 1f / stride;
    this.bags = bags;
  }

  /** Adds the cells of region {@code i}: image, x1, y1, x2, y2. */
  public void add(float[] regions, int i) {
    int image = (int) regions[5 * i];
    Axis horizontal = new Axis(regions[5 * i + 1], regions[5 * i + 3], settings.width());
    Axis vertical = new Axis(regions[5 * i + 2], regions[5 * i + 4], settings.height());
    for (int row = 0; row < settings.height(); row++) {
      for (int column = 0; column < settings.width(); column++) {
        bags.begin();
        for (int y = vertical.first(row, map.height()); y < vertical.end(row, map.height()); y++) {
          for (int x = horizontal.first(column, map.width());
              x < horizontal.end(column, map.width());
              x++) {
            bags.add(map.row(image, y, x), 1f);
          }
        }
      }
    }
  }

  /** The cells along one side of a region, in whole pixels of the map. */
  private final class Axis {
    private final int start;
    private final float cell;

    Axis(float from, float to, int cells) {
      start = roundAwayFromZero(from * scale);
      int last = roundAwayFromZero(to * scale);
      cell = (float) Math.max(last - start + 1, 1) / cells;
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

  /** As C's round(), where Java's goes up from -0.5. */
  private static int roundAwayFromZero(float value) {
    return (int) (Math.signum(value) * Math.floor(Math.abs(value) + 0.5));
  }
}
