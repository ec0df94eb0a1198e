package dev.osprey.evaluation;

import dev.osprey.core.text.UserError;

/**
 * A detection: {@code [x, y, width, height]} in pixels of the original image, as in a COCO result
 * file. A box with a coordinate that is not a number overlaps nothing and is counted as a false
 * positive; the score must be a number.
 */
public record ScoredBox(
    long imageId, int categoryId, double x, double y, double width, double height, double score) {

  public ScoredBox {
    if (Double.isNaN(score)) {
      throw new UserError(
          "image "
              + imageId
              + ": a detection of category "
              + categoryId
              + " has a score that is not a number; it cannot be ranked. Remove the detection, or"
              + " fix the model that produced it");
    }
  }

  /** Width times height, which the reference uses as the area even if the file has another one. */
  public double area() {
    return width * height;
  }
}
