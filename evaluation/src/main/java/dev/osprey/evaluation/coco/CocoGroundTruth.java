package dev.osprey.evaluation.coco;

import dev.osprey.core.Annotation;
import java.util.Set;

/**
 * An object that is marked in an image, as a COCO annotation file has it: {@code [x, y, width,
 * height]} in pixels of the original picture.
 *
 * @param area decides the area range; in COCO it is the mask's and may differ from the box's
 * @param traits a {@code CROWD} may be found many times and never counts; nothing else is treated
 *     apart, as in the reference
 */
public record CocoGroundTruth(
    long imageId,
    int categoryId,
    double x,
    double y,
    double width,
    double height,
    double area,
    Set<Annotation.Trait> traits) {

  public CocoGroundTruth {
    if (Double.isNaN(x + y + width + height + area)) {
      throw new IllegalArgumentException(
          "image " + imageId + ": a ground truth has a coordinate or an area that is not a number");
    }
    traits = Set.copyOf(traits);
  }

  boolean isCrowd() {
    return traits.contains(Annotation.Trait.CROWD);
  }
}
