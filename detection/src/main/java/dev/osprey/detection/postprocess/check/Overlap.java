package dev.osprey.detection.postprocess.check;

/**
 * An IoU with its bounds for a given error of each coordinate.
 *
 * @param value IoU of the coordinates as they are; 0 for an empty union
 */
record Overlap(double lowest, double value, double highest) {

  /**
   * The overlap of boxes a and b of packed xyxy.
   *
   * @param error of a coordinate
   */
  static Overlap of(float[] boxes, int a, int b, double error) {
    return new Overlap(iou(boxes, a, b, -error), iou(boxes, a, b, 0), iou(boxes, a, b, error));
  }

  /**
   * The IoU if the sides of the intersection are longer by twice {@code more}, with a union to
   * match.
   */
  private static double iou(float[] boxes, int a, int b, double more) {
    double width = common(boxes, a, b, 0) + 2 * more;
    double height = common(boxes, a, b, 1) + 2 * more;
    double intersection = Math.max(0, width) * Math.max(0, height);
    double union = area(boxes, a, -more) + area(boxes, b, -more) - intersection;
    if (intersection <= 0) {
      return 0;
    }
    return union <= intersection ? 1 : intersection / union;
  }

  private static double common(float[] boxes, int a, int b, int axis) {
    return (double) Math.min(boxes[4 * a + 2 + axis], boxes[4 * b + 2 + axis])
        - Math.max(boxes[4 * a + axis], boxes[4 * b + axis]);
  }

  private static double area(float[] boxes, int i, double more) {
    double width = (double) boxes[4 * i + 2] - boxes[4 * i] + 2 * more;
    double height = (double) boxes[4 * i + 3] - boxes[4 * i + 1] + 2 * more;
    return Math.max(0, width) * Math.max(0, height);
  }
}
