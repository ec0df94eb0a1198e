package dev.osprey.data.loader;

import dev.osprey.data.Sample;
import dev.osprey.data.transform.ResizedGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * An image of a data set in a batch, with its sample and its targets in pixels of the resized
 * image.
 *
 * @param boxes packed xyxy; training targets only
 * @param labels from 0, one for each box
 * @param ignored packed xyxy: regions in which a detection is neither right nor wrong. Crowds
 *     always, difficult objects where the loader is set so
 * @param landmarks of each box 10 numbers, packed xy; NaN where a face's are unknown. Empty where
 *     no object of the image has any
 */
public record LabelledImage(
    Sample sample,
    ResizedGeometry geometry,
    float[] boxes,
    int[] labels,
    float[] ignored,
    float[] landmarks)
    implements BatchImage {

  /** Objects without landmarks. */
  public LabelledImage(
      Sample sample, ResizedGeometry geometry, float[] boxes, int[] labels, float[] ignored) {
    this(sample, geometry, boxes, labels, ignored, new float[0]);
  }

  /**
   * The images of a batch that was made from samples.
   *
   * @throws IllegalStateException where the batch was made for inference
   */
  public static List<LabelledImage> of(List<BatchImage> batch) {
    List<LabelledImage> labelled = new ArrayList<>();
    for (BatchImage image : batch) {
      if (!(image instanceof LabelledImage withTargets)) {
        throw new IllegalStateException(
            "the batch was made for inference: its images have no targets");
      }
      labelled.add(withTargets);
    }
    return labelled;
  }
}
