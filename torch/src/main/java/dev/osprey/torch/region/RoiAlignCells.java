package dev.osprey.torch.region;

import dev.osprey.networks.layer.RegionPooling;

/**
 * The pixels and weights of RoIAlign's cells (He et al. 2017, section 3): each cell is the mean of
 * points between pixels, each point a weighted sum of its four neighbours. Computed in float32 and
 * in torchvision's order of operations.
 */
final class RoiAlignCells implements RegionCells {
  private final CellBags.Map map;
  private final int image;
  private final Axis vertical;
  private final Axis horizontal;
  private final float share;

  /**
   * The cells of region {@code i}.
   *
   * @param scale scale of the map: pixels of the map per pixel of the image
   * @param regions packed (R, 5): image, x1, y1, x2, y2
   */
  RoiAlignCells(
      RegionPooling.Align settings, CellBags.Map map, float scale, float[] regions, int i) {
    this.map = map;
    image = (int) regions[5 * i];
    float offset = settings.offset() == RegionPooling.Offset.HALF_PIXEL ? 0.5f : 0f;
    float left = regions[5 * i + 1] * scale - offset;
    float top = regions[5 * i + 2] * scale - offset;
    float width = regions[5 * i + 3] * scale - offset - left;
    float height = regions[5 * i + 4] * scale - offset - top;
    if (settings.offset() == RegionPooling.Offset.NONE) {
      width = Math.max(width, 1f);
      height = Math.max(height, 1f);
    }
    vertical = new Axis(top, height, settings.height(), settings.samplingRatio());
    horizontal = new Axis(left, width, settings.width(), settings.samplingRatio());
    share = 1f / Math.max(1, vertical.points * horizontal.points);
  }

  @Override
  public void addCell(int row, int column, CellBags bags) {
    for (int iy = 0; iy < vertical.points; iy++) {
      for (int ix = 0; ix < horizontal.points; ix++) {
        addPoint(vertical.point(row, iy), horizontal.point(column, ix), bags);
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

  private void addPoint(float y, float x, CellBags bags) {
    // written so that NaN adds nothing
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
