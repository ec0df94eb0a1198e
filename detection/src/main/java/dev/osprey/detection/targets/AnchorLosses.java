package dev.osprey.detection.targets;

/** How wrong the network's anchors are, for samplers that rank by it. */
public interface AnchorLosses {
  /**
   * Loss of each anchor of an image if it had to say these labels.
   *
   * @param image its index in the batch
   * @param labels from 0, one for each anchor; below 0 is background
   */
  float[] of(int image, int[] labels);
}
