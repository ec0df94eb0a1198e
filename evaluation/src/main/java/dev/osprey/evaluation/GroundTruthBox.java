package dev.osprey.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import java.util.Set;

/**
 * An annotated object in an image: {@code [x, y, width, height]} in pixels of the original image,
 * as a COCO annotation file has it.
 *
 * @param area in square pixels; it decides the area range of COCO's metrics. In COCO it is the area
 *     of the mask and may differ from that of the box
 * @param traits that metrics treat differently: {@code CROWD} in COCO's, {@code DIFFICULT} in
 *     Pascal VOC's
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
