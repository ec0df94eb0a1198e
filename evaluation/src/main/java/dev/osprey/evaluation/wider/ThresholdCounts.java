package dev.osprey.evaluation.wider;

import java.util.BitSet;

/**
 * The numbers of detections and of detected faces of a subset above each threshold, summed over
 * images. They are integers, so that the sums do not depend on the order in which threads add.
 */
final class ThresholdCounts {
  static final int THRESHOLDS = 1000;

  /** By threshold: detections that are unassigned or assigned to a face of the subset. */
  private final long[] proposals = new long[THRESHOLDS];

  /** By threshold: detected faces of the subset. */
  private final long[] found = new long[THRESHOLDS];

  /** The normalised score at threshold index t, descending from 0.999 to 0. */
  private static double threshold(int t) {
    return 1 - (t + 1) / (double) THRESHOLDS;
  }

  /**
   * Adds an image.
   *
   * @param counted indices of the faces of the subset
   */
  void add(FaceMatches matches, BitSet counted, ScoreRange range) {
    double[] scores = matches.scores();
    BitSet detected = new BitSet();
    int proposed = 0;
    int hits = 0;
    int detection = 0;
    for (int t = 0; t < THRESHOLDS; t++) {
      double threshold = threshold(t);
      while (detection < scores.length && range.normalised(scores[detection]) >= threshold) {
        int face = matches.faces()[detection++];
        if (face < 0) {
          proposed++;
        } else if (counted.get(face)) {
          proposed++;
          hits += detected.get(face) ? 0 : 1;
          detected.set(face);
        }
      }
      proposals[t] += proposed;
      found[t] += hits;
    }
  }

  void addAll(ThresholdCounts other) {
    for (int t = 0; t < THRESHOLDS; t++) {
      proposals[t] += other.proposals[t];
      found[t] += other.found[t];
    }
  }

  /** Computes recall and precision; precision is NaN if no score reaches the threshold. */
  WiderCurve curve(long faces) {
    double[] recalls = new double[THRESHOLDS];
    double[] precisions = new double[THRESHOLDS];
    for (int t = 0; t < THRESHOLDS; t++) {
      recalls[t] = (double) found[t] / faces;
      precisions[t] = (double) found[t] / proposals[t];
    }
    return new WiderCurve(recalls, precisions);
  }
}
