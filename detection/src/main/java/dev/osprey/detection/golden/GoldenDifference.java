package dev.osprey.detection.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The difference between an engine's answer and the golden one.
 *
 * @param detections compared
 * @param unmatched those of either side without a match of the same label
 * @param pixels the largest difference of a corner or landmark
 * @param score the largest difference of a score
 * @param outputs raw outputs compared
 * @param raw the largest difference of a raw output, as a share of its largest number
 */
public record GoldenDifference(
    int detections, int unmatched, double pixels, double score, int outputs, double raw) {

  /** Tolerance of corners and landmarks, pixels. */
  public static final double MOST_PIXELS = 0.05;

  /** Tolerance of scores. */
  public static final double MOST_SCORE = 1e-4;

  /** Tolerance of raw outputs, as a share of the largest number. */
  public static final double MOST_RAW = 1e-3;

  /**
   * Compares what both contain; an engine without raw outputs is compared by its detections alone.
   */
  public static GoldenDifference of(GoldenAnswer golden, GoldenAnswer found) {
    List<GoldenDetection> left = new ArrayList<>(found.detections());
    int unmatched = 0;
    double pixels = 0;
    double score = 0;
    double lowest = 1;
    for (GoldenDetection expected : golden.detections()) {
      lowest = expected.score();
      GoldenDetection match = nearest(expected, left);
      if (match == null) {
        unmatched++;
      } else {
        left.remove(match);
        pixels = Math.max(pixels, expected.distance(match));
        score = Math.max(score, Math.abs(expected.score() - match.score()));
      }
    }
    // detections below the last golden one are not in the file
    double bound = lowest + MOST_SCORE;
    int more = (int) left.stream().filter(one -> !(one.score() <= bound)).count();
    unmatched += Math.max(0, more - mayDiffer(golden));
    double raw = 0;
    int outputs = 0;
    for (RawSample expected : golden.raw()) {
      for (RawSample other : found.raw()) {
        if (other.name().equals(expected.name())) {
          outputs++;
          raw = Math.max(raw, expected.difference(other));
        }
      }
    }
    return new GoldenDifference(golden.detections().size(), unmatched, pixels, score, outputs, raw);
  }

  /**
   * How many other detections an engine may find in place of those that were left out because of
   * ties.
   */
  private static int mayDiffer(GoldenAnswer golden) {
    Integer tied = golden.tied();
    return tied == null ? 0 : 2 * tied; // one that is gone may have suppressed two
  }

  private static @Nullable GoldenDetection nearest(
      GoldenDetection one, List<GoldenDetection> among) {
    GoldenDetection nearest = null;
    double smallest = Double.POSITIVE_INFINITY;
    for (GoldenDetection other : among) {
      double distance = one.distance(other);
      if (other.label() == one.label() && distance < smallest) {
        nearest = other;
        smallest = distance;
      }
    }
    return nearest;
  }

  /**
   * Whether anything was compared; there is nothing to compare if no object is found in the image.
   */
  public boolean isEmpty() {
    return detections == 0 && outputs == 0;
  }

  /** Whether all differences are within the tolerances; NaN is not. */
  public boolean holds() {
    return GoldenTolerance.FLOAT32.allows(this);
  }

  @Override
  public String toString() {
    String ofOutputs =
        String.format(Locale.ROOT, "%.2g of an output's range (%d outputs)", raw, outputs);
    if (detections == 0 && unmatched == 0 && outputs > 0) {
      return "largest difference " + ofOutputs;
    }
    String ofDetections =
        String.format(
            Locale.ROOT,
            "%d detections, %d unmatched; largest difference of a box %.2g pixels, of a"
                + " score %.2g",
            detections,
            unmatched,
            pixels,
            score);
    return outputs == 0 ? ofDetections : ofDetections + ", " + ofOutputs;
  }
}
