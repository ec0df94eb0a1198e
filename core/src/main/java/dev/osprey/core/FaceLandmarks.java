package dev.osprey.core;

import java.util.Arrays;
import java.util.List;

/**
 * The five points of a face, in the order of WIDER FACE's landmarks: left eye, right eye, nose,
 * left and right corner of the mouth, left and right as in an image of an upright face.
 */
public final class FaceLandmarks {
  /** The number of points of a face. */
  public static final int COUNT = 5;

  /** The number of coordinates of a face's points: x and y of each. */
  public static final int COORDINATES = 2 * COUNT;

  /** Names of the points, in their order. */
  public static final List<String> NAMES =
      List.of("left eye", "right eye", "nose", "left mouth corner", "right mouth corner");

  /**
   * For each point of a mirrored face the index of the original point: left and right are
   * exchanged.
   */
  private static final int[] MIRRORED = {1, 0, 2, 4, 3};

  private FaceLandmarks() {}

  /**
   * Returns the points of a mirrored face in the usual order.
   *
   * @param moved the points of the original face, each at its mirrored position
   */
  public static List<Point> mirrored(List<Point> moved) {
    requireComplete(moved);
    return moved.isEmpty() ? moved : Arrays.stream(MIRRORED).mapToObj(moved::get).toList();
  }

  /** The points of face {@code i} of {@code float[10 R]}. */
  public static List<Point> get(float[] packed, int i) {
    Point[] points = new Point[COUNT];
    for (int k = 0; k < COUNT; k++) {
      int at = COORDINATES * i + 2 * k;
      points[k] = new Point(packed[at], packed[at + 1]);
    }
    return List.of(points);
  }

  /**
   * Landmarks of several objects as {@code float[10 R]}, NaN for those that have none; empty if
   * none of them has any.
   */
  public static float[] pack(List<List<Point>> landmarks) {
    if (landmarks.stream().allMatch(List::isEmpty)) {
      return new float[0];
    }
    float[] packed = new float[COORDINATES * landmarks.size()];
    Arrays.fill(packed, Float.NaN);
    for (int i = 0; i < landmarks.size(); i++) {
      for (int k = 0; k < landmarks.get(i).size(); k++) {
        packed[COORDINATES * i + 2 * k] = (float) landmarks.get(i).get(k).x();
        packed[COORDINATES * i + 2 * k + 1] = (float) landmarks.get(i).get(k).y();
      }
    }
    return packed;
  }

  /** Returns the faces at {@code indices} of {@code float[10 R]}, in that order. */
  public static float[] select(float[] packed, int[] indices) {
    float[] selected = new float[COORDINATES * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(packed, COORDINATES * indices[i], selected, COORDINATES * i, COORDINATES);
    }
    return selected;
  }

  static void requireComplete(List<Point> landmarks) {
    if (!landmarks.isEmpty() && landmarks.size() != COUNT) {
      throw new IllegalArgumentException(
          "a face has " + COUNT + " landmarks or none, not " + landmarks.size());
    }
  }
}
