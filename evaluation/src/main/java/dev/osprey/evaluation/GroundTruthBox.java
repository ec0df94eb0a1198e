package dev.osprey.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import java.util.Set;

/**
 * An object that is marked in an image: {@code [x, y, width, height]} in pixels of the original
 * image, as a COCO annotation file has it.
 *
 * @param area decides the area range of COCO's metrics; in COCO it is the mask's and may differ
 *     from the box's
 * @param traits what a metric treats apart: COCO's a {@code CROWD}, Pascal VOC's what is {@code
 *     DIFFICULT}
 */
public record GroundTruthBox(
    long imageId,
    int categoryId,
    double x,
    double y,
    double width,
    double height,
    double area,
    Set<Annotation.Trait> traits) {

  public GroundTruthBox {
    if (Double.isNaN(x + y + width + height + area)) {
      throw new UserError(
          "image "
              + imageId
              + ": a ground truth of category "
              + categoryId
              + " has a coordinate or an area that is not a number. Fix or remove the entry");
    }
    traits = Set.copyOf(traits);
  }

  public boolean isCrowd() {
    return traits.contains(Annotation.Trait.CROWD);
  }

  public boolean isDifficult() {
    return traits.contains(Annotation.Trait.DIFFICULT);
  }
}
