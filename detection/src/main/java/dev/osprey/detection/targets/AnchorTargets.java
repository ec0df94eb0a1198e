package dev.osprey.detection.targets;

import dev.osprey.core.Boxes;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.sampling.Sampling;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The classes and boxes that the anchors of one image, or of one level of it, are trained on. Only
 * positive anchors have a box. Boxes stay where they are; the loss gathers those that it needs.
 *
 * @param objects of the image
 * @param allAnchors all levels' anchors, packed xyxy
 * @param start index of the first anchor that these targets are for
 * @param labels for each anchor: its class from 0, or {@link #BACKGROUND}
 * @param labelWeights for each anchor: the factor of its classification loss; 0 takes no part
 * @param positives indices of the anchors that are matched with an object, counted from {@code
 *     start}, ascending
 * @param truths for each positive: the index of its object
 */
public record AnchorTargets(
    TargetObjects objects,
    float[] allAnchors,
    int start,
    int[] labels,
    float[] labelWeights,
    int[] positives,
    int[] truths) {

  /** The label of anchors that are matched with no object. */
  public static final int BACKGROUND = -1;

  /**
   * Targets of one image.
   *
   * @param positiveWeight label weight of positives; negatives have 1
   */
  public static AnchorTargets of(
      Sampling sampling, TargetObjects objects, Anchors anchors, double positiveWeight) {
    int[] labels = new int[anchors.size()];
    float[] labelWeights = new float[anchors.size()];
    Arrays.fill(labels, BACKGROUND);
    for (int negative : sampling.negatives()) {
      labelWeights[negative] = 1;
    }
    int[] positives = sampling.positives();
    for (int i = 0; i < positives.length; i++) {
      labels[positives[i]] = objects.labels()[sampling.truths()[i]];
      labelWeights[positives[i]] = (float) positiveWeight;
    }
    return new AnchorTargets(
        objects, anchors.boxes(), 0, labels, labelWeights, positives, sampling.truths());
  }

  /** The positive anchors, packed xyxy. */
  public float[] anchors() {
    return Boxes.select(allAnchors, Arrays.stream(positives).map(i -> start + i).toArray());
  }

  /** The ground-truth boxes of the positives, packed xyxy. */
  public float[] boxes() {
    return Boxes.select(objects.boxes(), truths);
  }

  /**
   * For each positive the ten coordinates of its face's landmarks, packed xy, NaN where they are
   * unknown; empty where no object of the image has any.
   */
  public float[] landmarks() {
    float[] landmarks = objects.landmarks();
    return landmarks.length == 0 ? landmarks : FaceLandmarks.select(landmarks, truths);
  }

  /** Number of sampled background anchors. */
  public int negatives() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += labels[i] == BACKGROUND && labelWeights[i] > 0 ? 1 : 0;
    }
    return count;
  }

  /** The part of one level; its indices start from 0. */
  public AnchorTargets ofLevel(Anchors.Level level) {
    int from = firstAtLeast(level.start());
    int to = firstAtLeast(level.end());
    int[] levelPositives = new int[to - from];
    for (int i = 0; i < levelPositives.length; i++) {
      levelPositives[i] = positives[from + i] - level.start();
    }
    return new AnchorTargets(
        objects,
        allAnchors,
        level.start(),
        Arrays.copyOfRange(labels, level.start(), level.end()),
        Arrays.copyOfRange(labelWeights, level.start(), level.end()),
        levelPositives,
        Arrays.copyOfRange(truths, from, to));
  }

  /** The same labels, but of the positives only those whose face has landmarks. */
  public AnchorTargets withKnownLandmarks() {
    float[] landmarks = objects.landmarks();
    int[] known =
        IntStream.range(0, landmarks.length == 0 ? 0 : truths.length)
            .filter(i -> !Float.isNaN(landmarks[FaceLandmarks.COORDINATES * truths[i]]))
            .toArray();
    return new AnchorTargets(
        objects,
        allAnchors,
        start,
        labels,
        labelWeights,
        Arrays.stream(known).map(i -> positives[i]).toArray(),
        Arrays.stream(known).map(i -> truths[i]).toArray());
  }

  /** {@link #positives} as indices of a tensor's rows. */
  public long[] positiveRows() {
    return Arrays.stream(positives).asLongStream().toArray();
  }

  /** Position in {@code positives} of the first that is not below {@code anchor}. */
  private int firstAtLeast(int anchor) {
    int position = Arrays.binarySearch(positives, anchor);
    return position >= 0 ? position : -position - 1;
  }
}
