package dev.osprey.detection.postprocess;

import java.util.Arrays;

/**
 * What may become a detection: pairs of anchor and class with a score.
 *
 * @param anchors index over all levels
 * @param labels from 0
 * @param scores strictly above the threshold; within a level descending
 */
public record Candidates(int[] anchors, int[] labels, float[] scores) {

  public static Candidates none() {
    return new Candidates(new int[0], new int[0], new float[0]);
  }

  public int size() {
    return scores.length;
  }

  public Candidates and(Candidates more) {
    int size = scores.length;
    int total = size + more.scores.length;
    Candidates all =
        new Candidates(
            Arrays.copyOf(anchors, total),
            Arrays.copyOf(labels, total),
            Arrays.copyOf(scores, total));
    System.arraycopy(more.anchors, 0, all.anchors, size, more.anchors.length);
    System.arraycopy(more.labels, 0, all.labels, size, more.labels.length);
    System.arraycopy(more.scores, 0, all.scores, size, more.scores.length);
    return all;
  }
}
