package dev.osprey.data.transform;

/** The factor that boxes are multiplied by when their image is resized. */
public enum BoxScaling {
  /** New side / old side of each axis, in float32. */
  PER_AXIS,
  /** The scale before sides were rounded, the same for both axes. */
  NOMINAL
}
