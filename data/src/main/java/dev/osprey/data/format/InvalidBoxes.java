package dev.osprey.data.format;

/** What happens to a marked box that has no area or does not lie in its picture. */
public enum InvalidBoxes {
  /** Reading stops with a message that names the file and the object. */
  FAIL,
  /** The box is left out, with a warning; its picture stays. */
  SKIP,
  /** The box is cut to its picture; where nothing is left of it, it is left out. */
  CLIP
}
