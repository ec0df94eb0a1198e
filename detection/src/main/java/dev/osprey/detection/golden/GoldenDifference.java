package dev.osprey.detection.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far an engine's answer lies from the golden one.
 *
 * @param detections compared
 * @param unmatched those of either side without a partner of the same label
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

  /** Compares what both have: an engine that gives detections alone has no raw outputs. */
  public static GoldenDifference of(GoldenAnswer golden, GoldenAnswer found) {
    List<GoldenDetection> left = new ArrayList<>(found.detections());
    int unmatched = 0;
    double pixels = 0;
    double score = 0;
    double least = 1;
    for (GoldenDetection expected : golden.detections()) {
      least = expected.score();
      GoldenDetection partner = nearest(expected, left);
      if (partner == null) {
        unmatched++;
      } else {
        left.remove(partner);
        pixels = Math.max(pixels, expected.distance(partner));
        score = Math.max(score, Math.abs(expected.score() - partner.score()));
      }
    }
    // what is below the last golden one was left out of the file
    double bound = least + MOST_SCORE;
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

  /** How many others an engine may find instead of those that were left out because they tie. */
  private static int mayDiffer(GoldenAnswer golden) {
    Integer tied = golden.tied();
    return tied == null ? 0 : 2 * tied; // one that is gone may have suppressed two
  }

  private static @Nullable GoldenDetection nearest(
      GoldenDetection one, List<GoldenDetection> among) {
    GoldenDetection nearest = null;
    double least = Double.POSITIVE_INFINITY;
    for (GoldenDetection other : among) {
      double distance = one.distance(other);
      if (other.label() == one.label() && distance < least) {
        nearest = other;
        least = distance;
      }
    }
    return nearest;
  }

  /** Whether anything was compared: a file that finds nothing in the image has no numbers. */
  public boolean isEmpty() {
    return detections == 0 && outputs == 0;
  }

  /** Whether all differences are within the tolerances; NaN is not. */
  public boolean holds() {
    return unmatched == 0 && pixels <= MOST_PIXELS && score <= MOST_SCORE && raw <= MOST_RAW;
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
            "%d detections, %d without a partner; largest difference of a box %.2g pixels, of a"
                + " score %.2g",
            detections,
            unmatched,
            pixels,
            score);
    return outputs == 0 ? ofDetections : ofDetections + ", " + ofOutputs;
  }
}
