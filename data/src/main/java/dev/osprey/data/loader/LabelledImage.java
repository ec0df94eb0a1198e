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
 * @param ignored packed xyxy: regions in which a detection is neither right nor wrong. These are
 *     crowds, and difficult objects if the settings of the loader say so
 * @param landmarks 10 numbers for each box, packed xy; NaN if unknown. Empty if no object of the
 *     image has landmarks
 * @param reduction sides of the file's image / sides of the decoded one, which is the original of
 *     {@code geometry}; 1 where it was decoded whole
 */
public record LabelledImage(
    Sample sample,
    ResizedGeometry geometry,
    float[] boxes,
    int[] labels,
    float[] ignored,
    float[] landmarks,
    double reduction)
    implements BatchImage {

  /** Creates an image whose objects have no landmarks. */
  public LabelledImage(
      Sample sample, ResizedGeometry geometry, float[] boxes, int[] labels, float[] ignored) {
    this(sample, geometry, boxes, labels, ignored, new float[0], 1);
  }

  /**
   * Returns the images of a batch that was made from samples.
   *
   * @throws IllegalStateException if the batch was made for inference
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
