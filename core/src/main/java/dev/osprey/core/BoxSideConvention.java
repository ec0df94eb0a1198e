package dev.osprey.core;

/** How long a box's side is. */
public enum BoxSideConvention {
  /** {@code x2 - x1}: x2 lies behind the box. The convention of this project and of COCO. */
  EXCLUSIVE(0),

  /**
   * {@code x2 - x1 + 1}: x2 is the last pixel of the box. For boxes as VOC's own files have them,
   * which its devkit measures so, and for detectors whose NMS does (a data set that is read with
   * {@code vocCorners: one-based} has sides of that length already).
   */
  INCLUSIVE(1);

  private final int added;

  BoxSideConvention(int added) {
    this.added = added;
  }

  /** What a side has beyond {@code x2 - x1}. */
  public int added() {
    return added;
  }
}
