package dev.osprey.detection.fasterrcnn;

import java.util.List;

/** Regions of several pictures as {@link dev.osprey.networks.Ops#poolRegions} reads them. */
public final class RegionRows {
  /** Numbers of a row: the picture, then xyxy. */
  public static final int WIDTH = 5;

  private RegionRows() {}

  /**
   * Flat (R, 5), one picture after the other.
   *
   * @param regions of each picture: packed xyxy, padded-picture pixels
   */
  public static float[] of(List<float[]> regions) {
    int count = regions.stream().mapToInt(boxes -> boxes.length / 4).sum();
    float[] rows = new float[WIDTH * count];
    int next = 0;
    for (int picture = 0; picture < regions.size(); picture++) {
      float[] boxes = regions.get(picture);
      for (int i = 0; i < boxes.length; i += 4) {
        rows[next] = picture;
        System.arraycopy(boxes, i, rows, next + 1, 4);
        next += WIDTH;
      }
    }
    return rows;
  }
}
