package dev.osprey.detection.anchor;

import java.util.ArrayList;
import java.util.List;

/** Anchors by hand: each level is one row of cells with one anchor each. */
public final class RowsOfAnchors {
  private RowsOfAnchors() {}

  /**
   * @param boxes packed xyxy
   * @param levelSizes anchors of each level
   */
  public static Anchors of(float[] boxes, int... levelSizes) {
    List<Anchors.Level> levels = new ArrayList<>();
    int start = 0;
    for (int size : levelSizes) {
      levels.add(new Anchors.Level(new Anchors.Grid(1, size, 8 << levels.size()), start, 1));
      start += size;
    }
    return new Anchors(boxes, levels);
  }
}
