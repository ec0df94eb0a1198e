package dev.osprey.onnx.file;

/** Whether an exported file must match the digest at its end. */
public enum SealPolicy {
  /** The file runs only if its content is as it was exported. */
  REQUIRE,
  /**
   * The file also runs if another program has changed it (quantised, simplified, converted). Its
   * numbers are then not those that the export checked, and damage is not detected.
   */
  IGNORE
}
