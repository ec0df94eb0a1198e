package dev.osprey.data.format.reading;

/**
 * What happens to a faulty entry of a data set: a box, a line, an object, an image, an annotation
 * file. Entries that other tools read and that are unambiguous are not faults.
 */
public enum OnInvalid {
  /** Reading fails at its end, with the counts of all faults and the first places. */
  FAIL,
  /** The entry is left out and counted; an image without its faulty objects stays. */
  SKIP,
  /**
   * Faults are corrected and counted where that is possible: boxes are clipped to their image,
   * swapped corners are swapped back. Other faulty entries are left out.
   */
  FIX
}
