package dev.osprey.detection.region;

import java.util.List;

/**
 * Packs the regions of several images as {@link dev.osprey.networks.layer.Ops#poolRegions} reads
 * them.
 */
public final class RegionRows {
  /** Numbers in a row: index of the image, then xyxy. */
  public static final int WIDTH = 5;

  private RegionRows() {}

  /**
   * The regions, flat (R, 5), one image after the other.
   *
   * @param regions of each image: packed xyxy, padded-image pixels
   */
  public static float[] of(List<float[]> regions) {
    int count = regions.stream().mapToInt(boxes -> boxes.length / 4).sum();
    float[] rows = new float[WIDTH * count];
    int next = 0;
    for (int image = 0; image < regions.size(); image++) {
      float[] boxes = regions.get(image);
      for (int i = 0; i < boxes.length; i += 4) {
        rows[next] = image;
        System.arraycopy(boxes, i, rows, next + 1, 4);
        next += WIDTH;
      }
    }
    return rows;
  }
}
