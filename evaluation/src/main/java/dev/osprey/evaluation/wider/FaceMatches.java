package dev.osprey.evaluation.wider;

import dev.osprey.evaluation.StableOrder;

/**
 * The detections of an image by descending score, each with the face that it overlaps most.
 *
 * @param scores of the detections, descending
 * @param faces index of the face of each detection; -1 if the IoU is below the threshold
 */
record FaceMatches(double[] scores, int[] faces) {

  static FaceMatches of(WiderImage image, double iouThreshold) {
    int[] order = StableOrder.descending(image.scores());
    double[] scores = new double[order.length];
    int[] faces = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      scores[i] = image.scores()[order[i]];
      faces[i] = mostOverlapped(image.faces(), image.boxes(), 4 * order[i], iouThreshold);
    }
    return new FaceMatches(scores, faces);
  }

  /** Returns the face with the largest IoU, the first of equal ones; -1 below the threshold. */
  private static int mostOverlapped(double[] faces, double[] boxes, int at, double iouThreshold) {
    int best = -1;
    double largestIou = 0;
    for (int face = 0; face < faces.length / 4; face++) {
      double overlap = iou(boxes, at, faces, 4 * face);
      if (overlap > largestIou) {
        largestIou = overlap;
        best = face;
      }
    }
    return largestIou >= iouThreshold ? best : -1;
  }

  /**
   * Intersection over union of boxes that include the pixel at x + width, so that a side is one
   * pixel longer than the width. x + width is computed first, so that rounding equals the
   * reference.
   */
  private static double iou(double[] a, int i, double[] b, int j) {
    double ax2 = a[i + 2] + a[i];
    double ay2 = a[i + 3] + a[i + 1];
    double bx2 = b[j + 2] + b[j];
    double by2 = b[j + 3] + b[j + 1];
    double w = Math.min(ax2, bx2) - Math.max(a[i], b[j]) + 1;
    double h = Math.min(ay2, by2) - Math.max(a[i + 1], b[j + 1]) + 1;
    if (!(w > 0 && h > 0)) {
      return 0;
    }
    double areaA = (ax2 - a[i] + 1) * (ay2 - a[i + 1] + 1);
    double areaB = (bx2 - b[j] + 1) * (by2 - b[j + 1] + 1);
    return w * h / (areaA + areaB - w * h);
  }
}
