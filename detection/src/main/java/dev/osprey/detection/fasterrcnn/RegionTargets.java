package dev.osprey.detection.fasterrcnn;

/**
 * The sampled regions of one image and what they should say.
 *
 * @param regions packed xyxy, padded-image pixels
 * @param labels for each region: its class from 0, or below 0 for background
 * @param positives rows of the regions that answer for a box, ascending
 * @param boxes their ground-truth boxes, packed xyxy
 */
record RegionTargets(float[] regions, int[] labels, int[] positives, float[] boxes) {
  int size() {
    return labels.length;
  }
}
