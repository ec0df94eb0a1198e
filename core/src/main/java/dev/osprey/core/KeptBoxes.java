package dev.osprey.core;

import java.util.Arrays;

/** The boxes that NMS has kept so far, in the order of their scores. */
final class KeptBoxes {
  private final int[] indices;
  private final float[] x1;
  private final float[] y1;
  private final float[] x2;
  private final float[] y2;
  private final float[] areas;
  private int count;

  /** Room for a number of boxes. */
  KeptBoxes(int capacity) {
    indices = new int[capacity];
    x1 = new float[capacity];
    y1 = new float[capacity];
    x2 = new float[capacity];
    y2 = new float[capacity];
    areas = new float[capacity];
  }

  /** Adds box i of packed xyxy. */
  void add(float[] boxes, int i) {
    indices[count] = i;
    x1[count] = boxes[4 * i];
    y1[count] = boxes[4 * i + 1];
    x2[count] = boxes[4 * i + 2];
    y2[count] = boxes[4 * i + 3];
    areas[count] = Boxes.area(boxes, i);
    count++;
  }

  /**
   * The first kept box whose IoU with box i is strictly above the threshold, or -1. NaN fails every
   * comparison, so a box that is not finite overlaps nothing.
   */
  int firstOverlapping(float[] boxes, int i, double threshold) {
    float left = boxes[4 * i];
    float top = boxes[4 * i + 1];
    float right = boxes[4 * i + 2];
    float bottom = boxes[4 * i + 3];
    boolean overlapOnly = threshold >= 0; // an empty intersection is above a negative threshold
    for (int k = 0; k < count; k++) {
      boolean meets = x1[k] < right && left < x2[k] && y1[k] < bottom && top < y2[k];
      if ((meets || !overlapOnly) && overlap(k, boxes, i) > threshold) {
        return k;
      }
    }
    return -1;
  }

  /** The IoU of kept box k with box i; NaN if both are empty or one is not finite. */
  float overlap(int k, float[] boxes, int i) {
    float w = Math.min(x2[k], boxes[4 * i + 2]) - Math.max(x1[k], boxes[4 * i]);
    float h = Math.min(y2[k], boxes[4 * i + 3]) - Math.max(y1[k], boxes[4 * i + 1]);
    float intersection = Math.max(w, 0) * Math.max(h, 0);
    return intersection / (areas[k] + Boxes.area(boxes, i) - intersection);
  }

  /** The index of kept box k among all boxes. */
  int index(int k) {
    return indices[k];
  }

  /** The indices of the kept boxes, in their order. */
  int[] indices() {
    return Arrays.copyOf(indices, count);
  }
}
