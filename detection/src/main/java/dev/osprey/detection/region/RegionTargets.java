package dev.osprey.detection.region;

/**
 * The sampled regions of one image with the classes and boxes that they are trained on; regions
 * that are matched with an object stand first.
 *
 * @param regions packed xyxy, padded-image pixels
 * @param labels for each region: its class from 0, or below 0 for background
 * @param boxes ground-truth boxes of the first regions, packed xyxy
 */
record RegionTargets(float[] regions, int[] labels, float[] boxes) {

  /** Number of regions. */
  int size() {
    return labels.length;
  }

  /** Number of regions that are matched with an object. */
  int positives() {
    return boxes.length / 4;
  }
}
