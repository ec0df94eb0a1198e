package dev.osprey.detection.targets;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.matching.Matches;
import java.util.Arrays;

/**
 * The objects of one image, in pixels of the resized image.
 *
 * @param boxes packed xyxy
 * @param labels from 0, one for each box
 * @param ignored packed xyxy: anchors and regions on them are neither object nor background
 * @param size of the resized image, without padding
 * @param landmarks of each box 10 numbers, packed xy; NaN where a face's are unknown. Empty where
 *     no object has any
 */
public record TargetObjects(
    float[] boxes, int[] labels, float[] ignored, ImageSize size, float[] landmarks) {

  /** Objects without landmarks. */
  public TargetObjects(float[] boxes, int[] labels, float[] ignored, ImageSize size) {
    this(boxes, labels, ignored, size, new float[0]);
  }

  public static TargetObjects of(LabelledImage image) {
    return new TargetObjects(
        image.boxes(), image.labels(), image.ignored(), image.resized(), image.landmarks());
  }

  /** The same objects, all of class 0. */
  public TargetObjects withoutClasses() {
    return new TargetObjects(boxes, new int[labels.length], ignored, size, landmarks);
  }

  /** The label of each candidate; below 0 if it is matched with no box. */
  public int[] labelsOf(Matches matches) {
    return Arrays.stream(matches.truths()).map(truth -> truth >= 0 ? labels[truth] : -1).toArray();
  }
}
