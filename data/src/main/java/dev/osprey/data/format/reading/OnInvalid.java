package dev.osprey.data.format.reading;

/**
 * What happens to a faulty entry of a data set: a box, a line, an object, an image, an annotation
 * file. Entries that the peers read and that mean one thing are no faults.
 */
public enum OnInvalid {
  /** Reading fails at its end, with the counts of all faults and the first places. */
  FAIL,
  /** The entry is left out and counted; an image without its faulty objects stays. */
  SKIP,
  /**
   * What can be mended is mended and counted: boxes are cut to their image, exchanged corners are
   * exchanged back. The rest is left out.
   */
  FIX
}
