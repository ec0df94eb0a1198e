package dev.osprey.evaluation.coco;

/**
 * A found object, as a COCO result file has it: {@code [x, y, width, height]} in pixels of the
 * original picture. A box with a coordinate that is not a number overlaps nothing and is counted as
 * a false positive; the score must be a number.
 */
public record CocoDetection(
    long imageId, int categoryId, double x, double y, double width, double height, double score) {

  public CocoDetection {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException(
          "image " + imageId + ": a detection has a score that is not a number");
    }
  }

  /** Width times height: the reference takes it for the area, whatever the file says. */
  double area() {
    return width * height;
  }
}
