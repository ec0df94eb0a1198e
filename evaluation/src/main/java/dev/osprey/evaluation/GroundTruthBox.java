package dev.osprey.evaluation;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import java.util.Set;

/**
 * An annotated object in an image: {@code [x, y, width, height]} in pixels of the original image,
 * as in a COCO annotation file.
 *
 * @param area in square pixels; it determines the area range of COCO's metrics. COCO gives the area
 *     of the mask, which may differ from that of the box
 * @param traits traits that metrics treat specially: COCO's {@code CROWD}, Pascal VOC's {@code
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
