package dev.osprey.evaluation.wider;

import java.util.BitSet;

/**
 * How many detections and found faces of a subset lie above each threshold, summed over images.
 * Whole numbers, so that the sums do not depend on the order in which threads add.
 */
final class ThresholdCounts {
  static final int THRESHOLDS = 1000;

  /** By threshold: detections that belong to no face or to one that counts. */
  private final long[] proposals = new long[THRESHOLDS];

  /** By threshold: faces that count and are found. */
  private final long[] found = new long[THRESHOLDS];

  /** Normalised scores that a detection must reach, from nearly 1 down to 0. */
  private static double threshold(int t) {
    return 1 - (t + 1) / (double) THRESHOLDS;
  }

  /**
   * Adds an image.
   *
   * @param counted indices of the faces that count
   */
  void add(FaceMatches matches, BitSet counted, ScoreRange range) {
    double[] scores = matches.scores();
    BitSet taken = new BitSet();
    int kept = 0;
    int hits = 0;
    int detection = 0;
    for (int t = 0; t < THRESHOLDS; t++) {
      double threshold = threshold(t);
      while (detection < scores.length && range.normalised(scores[detection]) >= threshold) {
        int face = matches.faces()[detection++];
        if (face < 0) {
          kept++;
        } else if (counted.get(face)) {
          kept++;
          hits += taken.get(face) ? 0 : 1;
          taken.set(face);
        }
      }
      proposals[t] += kept;
      found[t] += hits;
    }
  }

  void addAll(ThresholdCounts other) {
    for (int t = 0; t < THRESHOLDS; t++) {
      proposals[t] += other.proposals[t];
      found[t] += other.found[t];
    }
  }

  /** Precision is NaN where nothing lies above the threshold. */
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
