package dev.osprey.core;

import java.util.List;

/**
 * Arithmetic on packed boxes: {@code float[4 R]}, xyxy. It is done in float32 and in torchvision's
 * order of operations, so that results are equal to the bit.
 */
public final class Boxes {
  private Boxes() {}

  public static Box get(float[] boxes, int i) {
    return new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]);
  }

  public static float[] pack(List<Box> boxes) {
    float[] packed = new float[4 * boxes.size()];
    for (int i = 0; i < boxes.size(); i++) {
      Box box = boxes.get(i);
      packed[4 * i] = (float) box.x1();
      packed[4 * i + 1] = (float) box.y1();
      packed[4 * i + 2] = (float) box.x2();
      packed[4 * i + 3] = (float) box.y2();
    }
    return packed;
  }

  /** Returns the boxes at {@code indices}, in that order. */
  public static float[] select(float[] boxes, int[] indices) {
    float[] selected = new float[4 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(boxes, 4 * indices[i], selected, 4 * i, 4);
    }
    return selected;
  }

  /** {@code (x2 - x1) * (y2 - y1)}; negative where one side is inverted, as in torchvision. */
  public static float area(float[] boxes, int i) {
    return (boxes[4 * i + 2] - boxes[4 * i]) * (boxes[4 * i + 3] - boxes[4 * i + 1]);
  }

  /** Whether all four coordinates are finite numbers. */
  public static boolean isFinite(float[] boxes, int i) {
    return Float.isFinite(boxes[4 * i])
        && Float.isFinite(boxes[4 * i + 1])
        && Float.isFinite(boxes[4 * i + 2])
        && Float.isFinite(boxes[4 * i + 3]);
  }

  /** Area of the intersection of box i of {@code a} and box j of {@code b}, at least 0. */
  public static float intersection(float[] a, int i, float[] b, int j) {
    float w = Math.min(a[4 * i + 2], b[4 * j + 2]) - Math.max(a[4 * i], b[4 * j]);
    float h = Math.min(a[4 * i + 3], b[4 * j + 3]) - Math.max(a[4 * i + 1], b[4 * j + 1]);
    return Math.max(w, 0) * Math.max(h, 0);
  }

  /** Intersection over union; NaN for two boxes whose union is empty. */
  public static float iou(float[] a, int i, float[] b, int j) {
    float intersection = intersection(a, i, b, j);
    return intersection / (area(a, i) + area(b, j) - intersection);
  }

  /**
   * The share of the area of box i of {@code a} that box j of {@code b} covers; NaN where box i has
   * no area.
   */
  public static float covered(float[] a, int i, float[] b, int j) {
    return intersection(a, i, b, j) / area(a, i);
  }

  /** Generalised IoU in (-1, 1] (Rezatofighi et al. 2019). */
  public static float generalizedIou(float[] a, int i, float[] b, int j) {
    float intersection = intersection(a, i, b, j);
    float union = area(a, i) + area(b, j) - intersection;
    float w = Math.max(a[4 * i + 2], b[4 * j + 2]) - Math.min(a[4 * i], b[4 * j]);
    float h = Math.max(a[4 * i + 3], b[4 * j + 3]) - Math.min(a[4 * i + 1], b[4 * j + 1]);
    float hull = Math.max(w, 0) * Math.max(h, 0);
    return intersection / union - (hull - union) / hull;
  }

  /** Clips every coordinate into the image, in place. */
  public static void clip(float[] boxes, float height, float width) {
    for (int i = 0; i < boxes.length; i += 2) {
      boxes[i] = Math.min(Math.max(boxes[i], 0), width);
      boxes[i + 1] = Math.min(Math.max(boxes[i + 1], 0), height);
    }
  }

  /** Indices of the boxes whose sides are both at least {@code minimum}. */
  public static int[] withSidesAtLeast(float[] boxes, float minimum) {
    int[] kept = new int[boxes.length / 4];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      if (boxes[4 * i + 2] - boxes[4 * i] >= minimum
          && boxes[4 * i + 3] - boxes[4 * i + 1] >= minimum) {
        kept[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(kept, count);
  }
}
