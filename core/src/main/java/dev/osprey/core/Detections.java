package dev.osprey.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What was found in one image, in the order in which post-processing gave it (as a rule by
 * descending score). Boxes are packed xyxy, landmarks packed xy, both in pixels of the original
 * image. Immutable.
 */
public final class Detections implements Iterable<Detection> {
  private static final Detections NONE = new Detections(new float[0], new float[0], new int[0]);

  private final float[] boxes;
  private final float[] scores;
  private final int[] labels;
  private final float[] landmarks;
  private final int notFinite;

  /** Objects without landmarks. */
  public Detections(float[] boxes, float[] scores, int[] labels) {
    this(boxes, scores, labels, new float[0]);
  }

  /**
   * @param boxes packed xyxy, 4 × R
   * @param scores R
   * @param labels R, from 0
   * @param landmarks packed xy, 10 × R, or empty: the detector gives none
   */
  public Detections(float[] boxes, float[] scores, int[] labels, float[] landmarks) {
    this(boxes, scores, labels, landmarks, 0);
  }

  private Detections(
      float[] boxes, float[] scores, int[] labels, float[] landmarks, int notFinite) {
    boolean landmarksFit =
        landmarks.length == 0 || landmarks.length == FaceLandmarks.COORDINATES * scores.length;
    if (boxes.length != 4 * scores.length || labels.length != scores.length || !landmarksFit) {
      throw new IllegalArgumentException(
          "boxes "
              + boxes.length
              + ", scores "
              + scores.length
              + ", labels "
              + labels.length
              + ", landmarks "
              + landmarks.length
              + " do not belong together");
    }
    this.boxes = boxes.clone();
    this.scores = scores.clone();
    this.labels = labels.clone();
    this.landmarks = landmarks.clone();
    this.notFinite = notFinite;
  }

  public static Detections none() {
    return NONE;
  }

  /**
   * The rows of all parts, one part after the other.
   *
   * @throws IllegalArgumentException where some found objects have landmarks and others none
   */
  public static Detections concat(List<Detections> parts) {
    int rows = parts.stream().mapToInt(Detections::size).sum();
    boolean marked = parts.stream().anyMatch(Detections::hasLandmarks);
    float[] boxes = new float[4 * rows];
    float[] scores = new float[rows];
    int[] labels = new int[rows];
    float[] landmarks = new float[marked ? FaceLandmarks.COORDINATES * rows : 0];
    int row = 0;
    for (Detections part : parts) {
      if (marked && part.size() > 0 && !part.hasLandmarks()) {
        throw new IllegalArgumentException("detections with and without landmarks do not mix");
      }
      System.arraycopy(part.boxes, 0, boxes, 4 * row, part.boxes.length);
      System.arraycopy(part.scores, 0, scores, row, part.size());
      System.arraycopy(part.labels, 0, labels, row, part.size());
      int start = FaceLandmarks.COORDINATES * row;
      System.arraycopy(part.landmarks, 0, landmarks, marked ? start : 0, part.landmarks.length);
      row += part.size();
    }
    return new Detections(boxes, scores, labels, landmarks);
  }

  /**
   * How many outputs of the network for this image were no finite numbers, from which no detection
   * can come; above 0 only with diverged or damaged weights. What merges or selects detections does
   * not keep it.
   */
  public int notFinite() {
    return notFinite;
  }

  /** The same with another {@link #notFinite}. */
  public Detections withNotFinite(int count) {
    return new Detections(boxes, scores, labels, landmarks, count);
  }

  public int size() {
    return scores.length;
  }

  public Box box(int i) {
    return Boxes.get(boxes, i);
  }

  public float score(int i) {
    return scores[i];
  }

  public int label(int i) {
    return labels[i];
  }

  /** The landmarks of one object: {@link FaceLandmarks#COUNT} points, or none. */
  public List<Point> landmarks(int i) {
    return hasLandmarks() ? FaceLandmarks.get(landmarks, i) : List.of();
  }

  /** Whether objects have landmarks; false where nothing was found. */
  public boolean hasLandmarks() {
    return landmarks.length > 0;
  }

  public Detection get(int i) {
    return new Detection(box(i), labels[i], scores[i], landmarks(i));
  }

  /** A copy of the boxes, packed xyxy. */
  public float[] boxes() {
    return boxes.clone();
  }

  public float[] scores() {
    return scores.clone();
  }

  public int[] labels() {
    return labels.clone();
  }

  /** A copy of the landmarks, packed xy, 10 × R; empty where there are none. */
  public float[] landmarks() {
    return landmarks.clone();
  }

  /** Those with a score of at least {@code minimum}, in the same order. */
  public Detections withScoreAtLeast(double minimum) {
    int[] kept = new int[size()];
    int count = 0;
    for (int i = 0; i < size(); i++) {
      if (scores[i] >= minimum) {
        kept[count++] = i;
      }
    }
    return select(Arrays.copyOf(kept, count));
  }

  /** The rows {@code indices}, in that order. */
  public Detections select(int[] indices) {
    float[] selectedScores = new float[indices.length];
    int[] selectedLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selectedScores[i] = scores[indices[i]];
      selectedLabels[i] = labels[indices[i]];
    }
    return new Detections(
        Boxes.select(boxes, indices),
        selectedScores,
        selectedLabels,
        hasLandmarks() ? FaceLandmarks.select(landmarks, indices) : landmarks);
  }

  @Override
  public Iterator<Detection> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public Detection next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }

  @Override
  public String toString() {
    return "Detections" + Arrays.toString(scores);
  }
}
