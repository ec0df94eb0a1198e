package dev.osprey.torch.region;

import dev.osprey.networks.layer.RegionPooling;

/**
 * The pixels and weights of RoIAlign's cells (He et al. 2017, section 3): each cell is the mean of
 * points between pixels, each point a weighted sum of its four neighbours. A weight is the product
 * of one along the height and one along the width, so points are summed along each side first: a
 * pixel that several points read appears once. Computed in float32.
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
   * @param regions packed (R, 5): image, x1, y1, x2, y2
   */
  RoiAlignCells(RegionPooling.Align settings, CellBags.Map map, float[] regions, int i) {
    this.map = map;
    float scale = 1f / map.stride();
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
    int ratio = settings.samplingRatio();
    vertical = new Axis(top, height, settings.height(), ratio, map.height());
    horizontal = new Axis(left, width, settings.width(), ratio, map.width());
    share = 1f / Math.max(1, vertical.points * horizontal.points);
  }

  @Override
  public int pixels() {
    return vertical.total() * horizontal.total();
  }

  @Override
  public void addCell(int row, int column, CellBags bags) {
    int first = horizontal.first(column);
    int end = horizontal.end(column);
    for (int y = vertical.first(row); y < vertical.end(row); y++) {
      int start = map.row(image, vertical.pixels[y], 0);
      float weight = vertical.weights[y] * share;
      bags.add(start, horizontal.pixels, horizontal.weights, first, end, weight);
    }
  }

  /** The pixels along one side of a region that each cell reads, and the sums of their weights. */
  private static final class Axis {
    final int points;
    final int[] pixels;
    final float[] weights;
    private final int[] ends;
    private final int room;

    /**
     * Sums the points of each cell.
     *
     * @param limit size of the map
     */
    Axis(float start, float length, int cells, int samplingRatio, int limit) {
      float cell = length / cells;
      points = samplingRatio > 0 ? samplingRatio : Math.max(0, (int) Math.ceil(length / cells));
      room = 2 * points;
      pixels = new int[cells * room];
      weights = new float[pixels.length];
      ends = new int[cells];
      for (int number = 0; number < cells; number++) {
        ends[number] = number * room;
        for (int i = 0; i < points; i++) {
          addPoint(number, start + number * cell + (i + 0.5f) * cell / points, limit);
        }
      }
    }

    private void addPoint(int cell, float point, int limit) {
      if (!(point >= -1f && point <= limit)) { // NaN adds nothing
        return;
      }
      float inside = Math.max(point, 0f);
      int low = Math.min((int) inside, limit - 1);
      int high = Math.min(low + 1, limit - 1);
      float toHigh = low == high ? 0f : inside - low;
      add(cell, low, 1f - toHigh);
      add(cell, high, toHigh);
    }

    /** Points ascend, so a pixel that was read before is one of the last two. */
    private void add(int cell, int pixel, float weight) {
      int end = ends[cell];
      for (int i = end - 1; i >= Math.max(first(cell), end - 2); i--) {
        if (pixels[i] == pixel) {
          weights[i] += weight;
          return;
        }
      }
      pixels[end] = pixel;
      weights[end] = weight;
      ends[cell]++;
    }

    /** The sum of the numbers of pixels of all cells. */
    int total() {
      int total = 0;
      for (int cell = 0; cell < ends.length; cell++) {
        total += end(cell) - first(cell);
      }
      return total;
    }

    int first(int cell) {
      return cell * room;
    }

    int end(int cell) {
      return ends[cell];
    }
  }
}
