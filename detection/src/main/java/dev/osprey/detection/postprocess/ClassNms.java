package dev.osprey.detection.postprocess;

import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Nms;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.data.transform.ResizedGeometry;

/** NMS inside each class, as the settings of {@link Postprocess} have it. */
public record ClassNms(Postprocess.Config config) {

  /** Suppresses the rows of one image, in resized pixels. */
  Nms.Suppression suppress(ScoredBoxes rows, ResizedGeometry geometry) {
    ScoredBoxes measured = rows.withBoxes(measured(rows.boxes(), geometry));
    return switch (config.order()) {
      case SCORE -> Nms.suppressPerLabel(measured, config.nmsThreshold());
      case CLASS -> Nms.suppressWithinLabels(measured, config.nmsThreshold());
    };
  }

  /**
   * Boxes as NMS measures them. With inclusive sides the last pixel, one of the original image,
   * belongs to a box.
   *
   * @param boxes packed xyxy, resized pixels
   */
  public float[] measured(float[] boxes, ResizedGeometry geometry) {
    if (config.nmsSides() != BoxSideConvention.INCLUSIVE) {
      return boxes;
    }
    float[] originals = geometry.toOriginal(boxes);
    for (int i = 0; i < originals.length; i += 4) {
      originals[i + 2] += (float) BoxSideConvention.INCLUSIVE.added();
      originals[i + 3] += (float) BoxSideConvention.INCLUSIVE.added();
    }
    return originals;
  }
}
