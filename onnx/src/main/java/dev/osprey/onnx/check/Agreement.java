package dev.osprey.onnx.check;

import dev.osprey.detection.golden.GoldenDifference;
import java.util.Locale;

/**
 * The differences between the results of an exported file and those of libtorch.
 *
 * <p>Two detections match if they have the same label, no corner or landmark differs by more than
 * {@link #MAXIMUM_PIXELS}, and the scores differ by at most {@link #MAXIMUM_SCORE}; their order
 * does not matter. An unmatched detection does not count if its score is so close to the score
 * threshold, or to the lowest score within the limit, that rounding decides.
 *
 * <p>If scores tie, the engines may find different objects, and both are right. Then the stages
 * decide: {@link StageAgreement}.
 *
 * @param images the number of images compared
 * @param compared detections of libtorch, or rows of its raw outputs
 * @param unmatched detections of either engine without a match
 * @param largestPixels the largest difference of corners and landmarks of matches, original pixels
 * @param largestScore the largest difference of scores of matches
 * @param largestRaw the largest difference of a raw output, relative to that output's largest
 *     number
 * @param stages the comparison stage by stage
 */
public record Agreement(
    int images,
    int compared,
    int unmatched,
    double largestPixels,
    double largestScore,
    double largestRaw,
    StageAgreement stages) {

  /** Tolerance of corners and landmarks, pixels. */
  public static final double MAXIMUM_PIXELS = GoldenDifference.MOST_PIXELS;

  /** Tolerance of scores. */
  public static final double MAXIMUM_SCORE = GoldenDifference.MOST_SCORE;

  /** Tolerance of raw outputs, relative to the largest number. */
  public static final double MAXIMUM_RAW = 1e-4;

  /** Creates an agreement without a comparison of stages. */
  public Agreement(
      int images,
      int compared,
      int unmatched,
      double largestPixels,
      double largestScore,
      double largestRaw) {
    this(
        images,
        compared,
        unmatched,
        largestPixels,
        largestScore,
        largestRaw,
        StageAgreement.none());
  }

  public static Agreement none() {
    return new Agreement(0, 0, 0, 0, 0, 0);
  }

  /** Returns an agreement of stages alone, of images that are counted elsewhere. */
  static Agreement of(StageAgreement stages) {
    return new Agreement(0, 0, 0, 0, 0, 0, stages);
  }

  public Agreement and(Agreement more) {
    return new Agreement(
        images + more.images,
        compared + more.compared,
        unmatched + more.unmatched,
        Math.max(largestPixels, more.largestPixels),
        Math.max(largestScore, more.largestScore),
        Math.max(largestRaw, more.largestRaw),
        stages.and(more.stages));
  }

  /**
   * Returns whether all differences are within the tolerances. If all stages agree, the engines may
   * find different objects: both have chosen correctly among candidates that tie.
   */
  public boolean holds() {
    return stages.compared() ? stages.holds() : resultsAgree();
  }

  private boolean resultsAgree() {
    return unmatched == 0
        && largestPixels <= MAXIMUM_PIXELS
        && largestScore <= MAXIMUM_SCORE
        && largestRaw <= MAXIMUM_RAW;
  }

  /** Throws an exception if {@link #holds} is false. */
  public void require() {
    if (!holds()) {
      throw new IllegalStateException(
          "the exported file does not agree with libtorch, so it was not kept: " + this);
    }
  }

  @Override
  public String toString() {
    String counts = images + " images, " + compared + " results compared";
    if (!stages.faults().isEmpty()) {
      return counts + "; " + String.join("; ", stages.faults().stream().distinct().toList());
    }
    if (stages.holds() && !resultsAgree()) {
      return counts
          + "; each stage agrees on the same inputs. From end to end "
          + (unmatched + 1) / 2 // each engine has one that the other lacks
          + " of "
          + compared
          + " results differ because "
          + stages.ties();
    }
    return counts + ", " + unmatched + " unmatched; largest difference " + largest();
  }

  private String largest() {
    return largestRaw > 0
        ? String.format(Locale.ROOT, "%.2g of an output's range", largestRaw)
        : String.format(
            Locale.ROOT, "of a box %.2g pixels, of a score %.2g", largestPixels, largestScore);
  }
}
