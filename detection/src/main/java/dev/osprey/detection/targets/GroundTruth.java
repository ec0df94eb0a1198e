package dev.osprey.detection.targets;

import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.matching.Matches;
import java.util.Arrays;

/**
 * The objects of one picture, in pixels of the resized picture.
 *
 * @param boxes packed xyxy
 * @param labels from 0, one for each box
 * @param ignored packed xyxy: what lies on them is neither object nor background
 * @param size of the resized picture, without padding
 * @param landmarks of each box 10 numbers, packed xy; NaN where a face's are unknown. Empty where
 *     no object has any
 */
public record GroundTruth(
    float[] boxes, int[] labels, float[] ignored, ImageSize size, float[] landmarks) {

  /** Objects without landmarks. */
  public GroundTruth(float[] boxes, int[] labels, float[] ignored, ImageSize size) {
    this(boxes, labels, ignored, size, new float[0]);
  }

  public static GroundTruth of(LabelledImage picture) {
    return new GroundTruth(
        picture.boxes(),
        picture.labels(),
        picture.ignored(),
        picture.resized(),
        picture.landmarks());
  }

  /** The same objects, all of them of one class. */
  public GroundTruth withoutClasses() {
    return new GroundTruth(boxes, new int[labels.length], ignored, size, landmarks);
  }

  /** Label of each candidate as matched; below 0 where it answers for no box. */
  public int[] labelsOf(Matches matches) {
    return Arrays.stream(matches.truths()).map(truth -> truth >= 0 ? labels[truth] : -1).toArray();
  }
}
