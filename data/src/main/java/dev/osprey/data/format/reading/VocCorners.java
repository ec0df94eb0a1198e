package dev.osprey.data.format.reading;

/**
 * How the corners in a Pascal VOC file are read. The original VOC tools count pixels from 1, and
 * both corners are inside the box; most later files count from 0, and the second corner is outside.
 */
public enum VocCorners {
  /** {@code xmin, ymin, xmax, ymax} are the box, as most converters write it. */
  AS_WRITTEN,
  /**
   * Pixels counted from 1, both corners inside: the box is {@code xmin - 1, ymin - 1, xmax, ymax},
   * as detectron2 and mmdetection read it.
   */
  ONE_BASED
}
