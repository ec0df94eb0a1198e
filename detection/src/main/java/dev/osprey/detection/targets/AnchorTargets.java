package dev.osprey.detection.targets;

import dev.osprey.core.Boxes;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.sampling.Sampling;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the anchors of one image, or of one level of it, should say. Only positive anchors have a
 * box to say, and each of these counts once.
 *
 * @param labels for each anchor: its class from 0, or {@link #BACKGROUND}
 * @param labelWeights for each anchor: the factor of its classification loss; 0 takes no part
 * @param positives indices of the anchors that answer for a box, ascending
 * @param anchors the positive anchors, packed xyxy
 * @param boxes their ground-truth boxes, packed xyxy
 * @param boxWeights for each positive: the factor of its box loss
 * @param landmarks for each positive the ten coordinates of its face's points, packed xy, NaN where
 *     they are unknown; empty where no object of the image has any
 */
public record AnchorTargets(
    int[] labels,
    float[] labelWeights,
    int[] positives,
    float[] anchors,
    float[] boxes,
    float[] boxWeights,
    float[] landmarks) {

  /** The label of anchors that answer for no box. */
  public static final int BACKGROUND = -1;

  /**
   * Targets of one image.
   *
   * @param positiveWeight label weight of positives; negatives have 1
   */
  public static AnchorTargets of(
      Sampling sampling, TargetObjects truth, Anchors anchors, double positiveWeight) {
    int[] labels = new int[anchors.size()];
    float[] labelWeights = new float[anchors.size()];
    Arrays.fill(labels, BACKGROUND);
    for (int negative : sampling.negatives()) {
      labelWeights[negative] = 1;
    }
    int[] positives = sampling.positives();
    for (int i = 0; i < positives.length; i++) {
      labels[positives[i]] = truth.labels()[sampling.truths()[i]];
      labelWeights[positives[i]] = (float) positiveWeight;
    }
    float[] boxWeights = new float[positives.length];
    Arrays.fill(boxWeights, 1);
    return new AnchorTargets(
        labels,
        labelWeights,
        positives,
        Boxes.select(anchors.boxes(), positives),
        Boxes.select(truth.boxes(), sampling.truths()),
        boxWeights,
        truth.landmarks().length == 0
            ? truth.landmarks()
            : FaceLandmarks.select(truth.landmarks(), sampling.truths()));
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
        Arrays.copyOfRange(labels, level.start(), level.end()),
        Arrays.copyOfRange(labelWeights, level.start(), level.end()),
        levelPositives,
        Arrays.copyOfRange(anchors, 4 * from, 4 * to),
        Arrays.copyOfRange(boxes, 4 * from, 4 * to),
        Arrays.copyOfRange(boxWeights, from, to),
        landmarks.length == 0
            ? landmarks
            : Arrays.copyOfRange(
                landmarks, FaceLandmarks.COORDINATES * from, FaceLandmarks.COORDINATES * to));
  }

  /** The same labels, but of the positives only those whose face has landmarks. */
  public AnchorTargets withKnownLandmarks() {
    int[] known =
        IntStream.range(0, landmarks.length / FaceLandmarks.COORDINATES)
            .filter(i -> !Float.isNaN(landmarks[FaceLandmarks.COORDINATES * i]))
            .toArray();
    float[] knownWeights = new float[known.length];
    for (int i = 0; i < known.length; i++) {
      knownWeights[i] = boxWeights[known[i]];
    }
    return new AnchorTargets(
        labels,
        labelWeights,
        Arrays.stream(known).map(i -> positives[i]).toArray(),
        Boxes.select(anchors, known),
        Boxes.select(boxes, known),
        knownWeights,
        FaceLandmarks.select(landmarks, known));
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
