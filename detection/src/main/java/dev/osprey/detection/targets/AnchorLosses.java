package dev.osprey.detection.targets;

/** Computes the loss of each anchor, for samplers that rank by it. */
public interface AnchorLosses {
  /**
   * The loss of each anchor of an image against given labels.
   *
   * @param image its index in the batch
   * @param labels from 0, one for each anchor; below 0 is background
   */
  float[] of(int image, int[] labels);
}
