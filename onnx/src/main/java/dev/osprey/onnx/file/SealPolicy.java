package dev.osprey.onnx.file;

/** What is done about the digest at the end of an exported file. */
public enum SealPolicy {
  /** The file runs only where its content is what was exported. */
  REQUIRE,
  /**
   * The file runs also where another program has changed it (quantised, simplified, converted): its
   * numbers are then not those that were checked at the export, and damage is not seen.
   */
  IGNORE
}
