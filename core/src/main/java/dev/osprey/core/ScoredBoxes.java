package dev.osprey.core;

import java.util.Arrays;
import java.util.List;

/**
 * Rows that each have a box, a score and a label, stored as one array for each of the three.
 * Candidates, proposals and detections are such rows; stages choose among them by their indices.
 *
 * <p>The arrays are shared, never copied: neither the code that creates rows nor the code that
 * reads them may change the arrays.
 *
 * @param boxes packed xyxy, 4 × R
 * @param scores R
 * @param labels R, from 0: classes, or the levels that proposals come from
 */
public record ScoredBoxes(float[] boxes, float[] scores, int[] labels) {
  private static final ScoredBoxes NONE = new ScoredBoxes(new float[0], new float[0], new int[0]);

  public ScoredBoxes {
    if (boxes.length != 4 * scores.length || labels.length != scores.length) {
      throw new IllegalArgumentException(
          boxes.length
              + " coordinates, "
              + scores.length
              + " scores and "
              + labels.length
              + " labels do not belong together; each row has 4, 1 and 1");
    }
  }

  /** No rows. */
  public static ScoredBoxes none() {
    return NONE;
  }

  /** Rows that all have the same label. */
  public static ScoredBoxes ofLabel(float[] boxes, float[] scores, int label) {
    int[] labels = new int[scores.length];
    Arrays.fill(labels, label);
    return new ScoredBoxes(boxes, scores, labels);
  }

  /** The rows of all parts, one part after the other. */
  public static ScoredBoxes concat(List<ScoredBoxes> parts) {
    int size = 0;
    for (ScoredBoxes part : parts) {
      size += part.size();
    }
    float[] boxes = new float[4 * size];
    float[] scores = new float[size];
    int[] labels = new int[size];
    int row = 0;
    for (ScoredBoxes part : parts) {
      System.arraycopy(part.boxes, 0, boxes, 4 * row, part.boxes.length);
      System.arraycopy(part.scores, 0, scores, row, part.size());
      System.arraycopy(part.labels, 0, labels, row, part.size());
      row += part.size();
    }
    return new ScoredBoxes(boxes, scores, labels);
  }

  /** R, the number of rows. */
  public int size() {
    return scores.length;
  }

  /** Returns the rows at {@code indices}, in that order. */
  public ScoredBoxes select(int[] indices) {
    float[] selectedScores = new float[indices.length];
    int[] selectedLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      selectedScores[i] = scores[indices[i]];
      selectedLabels[i] = labels[indices[i]];
    }
    return new ScoredBoxes(Boxes.select(boxes, indices), selectedScores, selectedLabels);
  }

  /**
   * Returns the same rows with other boxes, for example the same boxes in pixels of another image
   * size.
   */
  public ScoredBoxes withBoxes(float[] otherBoxes) {
    return new ScoredBoxes(otherBoxes, scores, labels);
  }

  /** Indices of the rows by descending score, ties by the lower index; NaN comes last. */
  public int[] byScore() {
    return Ranking.descending(scores);
  }

  /** The box of row i. */
  public Box box(int i) {
    return Boxes.get(boxes, i);
  }
}
