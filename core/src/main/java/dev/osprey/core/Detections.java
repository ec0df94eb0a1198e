package dev.osprey.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The detected objects of one image, in the order of postprocessing (normally by descending score).
 * Boxes are packed xyxy, landmarks packed xy, both in pixels of the original image. Immutable.
 */
public final class Detections implements Iterable<Detection> {
  private static final Detections NONE = new Detections(new float[0], new float[0], new int[0]);

  private final ScoredBoxes rows;
  private final float[] landmarks;
  private final int notFinite;

  /** Creates detections without landmarks from copies of the arrays. */
  public Detections(float[] boxes, float[] scores, int[] labels) {
    this(boxes, scores, labels, new float[0]);
  }

  /**
   * Creates detections from copies of the arrays.
   *
   * @param boxes packed xyxy, 4 × R
   * @param scores R
   * @param labels R, from 0
   * @param landmarks packed xy, 10 × R, or empty: the detector gives none
   */
  public Detections(float[] boxes, float[] scores, int[] labels, float[] landmarks) {
    this(new ScoredBoxes(boxes.clone(), scores.clone(), labels.clone()), landmarks.clone(), 0);
  }

  private Detections(ScoredBoxes rows, float[] landmarks, int notFinite) {
    if (landmarks.length != 0 && landmarks.length != FaceLandmarks.COORDINATES * rows.size()) {
      throw new IllegalArgumentException(
          landmarks.length
              + " coordinates of landmarks do not belong to "
              + rows.size()
              + " objects; each has "
              + FaceLandmarks.COORDINATES);
    }
    this.rows = rows;
    this.landmarks = landmarks;
    this.notFinite = notFinite;
  }

  /**
   * Creates detections that keep the arrays without copying them; they must not be changed
   * afterwards.
   *
   * @param landmarks packed xy, 10 × R, or empty: the detector gives none
   */
  public static Detections of(ScoredBoxes rows, float[] landmarks) {
    return new Detections(rows, landmarks, 0);
  }

  public static Detections none() {
    return NONE;
  }

  /**
   * The rows of all parts, one part after the other.
   *
   * @throws IllegalArgumentException if some objects have landmarks and others have none
   */
  public static Detections concat(List<Detections> parts) {
    ScoredBoxes rows = ScoredBoxes.concat(parts.stream().map(Detections::rows).toList());
    if (parts.stream().noneMatch(Detections::hasLandmarks)) {
      return of(rows, new float[0]);
    }
    float[] landmarks = new float[FaceLandmarks.COORDINATES * rows.size()];
    int next = 0;
    for (Detections part : parts) {
      if (part.size() > 0 && !part.hasLandmarks()) {
        throw new IllegalArgumentException(
            "detections with and without landmarks cannot be joined");
      }
      System.arraycopy(part.landmarks, 0, landmarks, next, part.landmarks.length);
      next += part.landmarks.length;
    }
    return of(rows, landmarks);
  }

  /**
   * The number of the network's outputs for this image that are not finite. They give no
   * detections. It is above 0 only for diverged or damaged weights; merging and selecting
   * detections reset it to 0.
   */
  public int notFinite() {
    return notFinite;
  }

  /** Returns the same detections with another {@link #notFinite}. */
  public Detections withNotFinite(int count) {
    return new Detections(rows, landmarks, count);
  }

  /**
   * The boxes, scores and labels, not copied, for code that computes with them; they must not be
   * changed.
   */
  public ScoredBoxes rows() {
    return rows;
  }

  public int size() {
    return rows.size();
  }

  public Box box(int i) {
    return rows.box(i);
  }

  public float score(int i) {
    return rows.scores()[i];
  }

  public int label(int i) {
    return rows.labels()[i];
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
    return new Detection(box(i), label(i), score(i), landmarks(i));
  }

  /** A copy of the boxes, packed xyxy. */
  public float[] boxes() {
    return rows.boxes().clone();
  }

  /** A copy of the scores. */
  public float[] scores() {
    return rows.scores().clone();
  }

  /** A copy of the labels. */
  public int[] labels() {
    return rows.labels().clone();
  }

  /** A copy of the landmarks, packed xy, 10 × R; empty if there are none. */
  public float[] landmarks() {
    return landmarks.clone();
  }

  /** Returns the detections with a score of at least {@code minimum}, in the same order. */
  public Detections withScoreAtLeast(double minimum) {
    int[] kept = new int[size()];
    int count = 0;
    for (int i = 0; i < size(); i++) {
      if (score(i) >= minimum) {
        kept[count++] = i;
      }
    }
    return select(Arrays.copyOf(kept, count));
  }

  /** Returns the detections at {@code indices}, in that order. */
  public Detections select(int[] indices) {
    return of(
        rows.select(indices),
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
    return "Detections" + Arrays.toString(rows.scores());
  }
}
