package dev.osprey.detection.anchor;

/**
 * All anchors of one padded picture size, level by level, finest first; inside a level row by row,
 * inside a cell ratio by ratio, inside a ratio size by size.
 *
 * @param boxes packed xyxy, padded-picture pixels
 * @param levelSizes number of anchors of each level
 */
public record Anchors(float[] boxes, int[] levelSizes) {
  public int size() {
    return boxes.length / 4;
  }

  /** Index of a level's first anchor. */
  public int levelStart(int level) {
    int start = 0;
    for (int i = 0; i < level; i++) {
      start += levelSizes[i];
    }
    return start;
  }
}
