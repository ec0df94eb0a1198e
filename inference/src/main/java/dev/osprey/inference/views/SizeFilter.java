package dev.osprey.inference.views;

import dev.osprey.core.Boxes;
import dev.osprey.core.Detections;
import dev.osprey.detection.trained.TrainedSizes;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Selects the objects of a view whose sizes occurred in training. A view at another scale makes
 * objects larger or smaller than those that the detector was trained on, and a class may then look
 * like another one: a view counts for an object only where training had objects of its class at the
 * size that the object has in the image as it is, and at the size that it has in the view (after
 * Singh and Davis 2018, SNIP, which selects the objects of each scale in this way). Views near the
 * image as it is, from {@value #NEAR_BELOW} to {@value #NEAR_ABOVE} of its scale, count for all
 * objects: networks tolerate such differences.
 *
 * @param trained null: unknown, all objects of every view are kept
 * @param scale pixels of the network's input for a pixel of this image, as it is
 */
public record SizeFilter(@Nullable TrainedSizes trained, double scale) {
  static final double NEAR_BELOW = 0.8;
  static final double NEAR_ABOVE = 1.25;

  /** A filter that keeps all objects of every view. */
  static SizeFilter none() {
    return new SizeFilter(null, 1);
  }

  /** Returns the detections of a view whose sizes occurred in training at the view's scale. */
  Detections seen(Detections found, double viewScale) {
    if (trained == null || isNear(viewScale)) {
      return found;
    }
    float[] boxes = found.rows().boxes();
    return found.select(
        IntStream.range(0, found.size())
            .filter(i -> sees(found.label(i), Math.sqrt(Boxes.area(boxes, i)), viewScale))
            .toArray());
  }

  /**
   * Whether a view sees an object.
   *
   * @param size square root of its area, in pixels of the image
   * @param viewScale of the view, by the image as it is
   */
  boolean sees(int label, double size, double viewScale) {
    return trained == null
        || isNear(viewScale)
        || (trained.contains(label, size * scale)
            && trained.contains(label, size * scale * viewScale));
  }

  public static boolean isNear(double viewScale) {
    return viewScale >= NEAR_BELOW && viewScale <= NEAR_ABOVE;
  }
}
