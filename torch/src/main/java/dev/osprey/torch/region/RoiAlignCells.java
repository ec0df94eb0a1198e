package dev.osprey.torch.region;

import dev.osprey.networks.region.RegionPooling;

/**
 * The pixels and weights of RoIAlign's cells (He et al. 2017, section 3): each cell is the mean of
 * points between pixels, each point a weighted sum of its four neighbours. float32 and in
 * torchvision's order of operations.
 */
public final class RoiAlignCells {
  private final RegionPooling.Align settings;
  private final CellBags.Map map;
  private final float scale;
  private final CellBags bags;

  /**
   * @param stride of the map, pixels
   */
  public RoiAlignCells(RegionPooling.Align settings, CellBags.Map map, int stride, CellBags bags) {
    this.settings = settings;
    this.map = map;
    this.scale = 1f / stride;
    this.bags = bags;
  }

  /** Adds the cells of region {@code i}: image, x1, y1, x2, y2. */
  public void add(float[] regions, int i) {
    int image = (int) regions[5 * i];
    float offset = settings.offset() == RegionPooling.Offset.HALF_PIXEL ? 0.5f : 0f;
    float left = regions[5 * i + 1] * scale - offset;
    float top = regions[5 * i + 2] * scale - offset;
    float width = regions[5 * i + 3] * scale - offset - left;
    float height = regions[5 * i + 4] * scale - offset - top;
    if (settings.offset() == RegionPooling.Offset.NONE) {
      width = Math.max(width, 1f);
      height = Math.max(height, 1f);
    }
    Axis vertical = new Axis(top, height, settings.height(), settings.samplingRatio());
    Axis horizontal = new Axis(left, width, settings.width(), settings.samplingRatio());
    float share = 1f / Math.max(1, vertical.points * horizontal.points);
    for (int row = 0; row < settings.height(); row++) {
      for (int column = 0; column < settings.width(); column++) {
        bags.begin();
        for (int iy = 0; iy < vertical.points; iy++) {
          for (int ix = 0; ix < horizontal.points; ix++) {
            addPoint(image, vertical.point(row, iy), horizontal.point(column, ix), share);
          }
        }
      }
    }
  }

  /** Points of the cells along one side of a region. */
  private static final class Axis {
    final float start;
    final float cell;
    final int points;

    Axis(float start, float length, int cells, int samplingRatio) {
      this.start = start;
      cell = length / cells;
      points = samplingRatio > 0 ? samplingRatio : Math.max(0, (int) Math.ceil(length / cells));
    }

    float point(int number, int i) {
      return start + number * cell + (i + 0.5f) * cell / points;
    }
  }

  private void addPoint(int image, float y, float x, float share) {
    // written so that NaN reads nothing
    if (!(y >= -1f && y <= map.height() && x >= -1f && x <= map.width())) {
      return;
    }
    float inY = Math.max(y, 0f);
    float inX = Math.max(x, 0f);
    int y0 = Math.min((int) inY, map.height() - 1);
    int x0 = Math.min((int) inX, map.width() - 1);
    int y1 = Math.min(y0 + 1, map.height() - 1);
    int x1 = Math.min(x0 + 1, map.width() - 1);
    float toY1 = y0 == y1 ? 0f : inY - y0;
    float toX1 = x0 == x1 ? 0f : inX - x0;
    float toY0 = 1f - toY1;
    float toX0 = 1f - toX1;
    bags.add(map.row(image, y0, x0), toY0 * toX0 * share);
    bags.add(map.row(image, y0, x1), toY0 * toX1 * share);
    bags.add(map.row(image, y1, x0), toY1 * toX0 * share);
    bags.add(map.row(image, y1, x1), toY1 * toX1 * share);
  }
}
