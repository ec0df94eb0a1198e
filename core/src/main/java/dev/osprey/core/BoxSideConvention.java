package dev.osprey.core;

/** How the length of a box's side is computed. */
public enum BoxSideConvention {
  /** {@code x2 - x1}: x2 is just outside the box. The convention of this project and of COCO. */
  EXCLUSIVE(0),

  /**
   * {@code x2 - x1 + 1}: x2 is the last pixel of the box. VOC's devkit measures boxes like this,
   * and so do some detectors in their NMS. A data set that is read with {@code vocCorners:
   * one-based} already has sides of that length.
   */
  INCLUSIVE(1);

  private final int added;

  BoxSideConvention(int added) {
    this.added = added;
  }

  /** The number of pixels to add to {@code x2 - x1}. */
  public int added() {
    return added;
  }
}
