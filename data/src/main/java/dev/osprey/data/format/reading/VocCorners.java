package dev.osprey.data.format.reading;

/**
 * How the corners in a Pascal VOC file are read. The original VOC tools count pixels from 1 and
 * mean both corners to be inside; most files written since then count from 0 and do not.
 */
public enum VocCorners {
  /** {@code xmin, ymin, xmax, ymax} are the box, as torchvision's users and most converters do. */
  AS_WRITTEN,
  /**
   * Pixels counted from 1, both corners inside: the box is {@code xmin - 1, ymin - 1, xmax, ymax},
   * as detectron2 and mmdetection read it.
   */
  ONE_BASED
}
