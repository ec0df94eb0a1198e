package dev.osprey.onnx.check;

import dev.osprey.detection.golden.GoldenDifference;
import java.util.Locale;

/**
 * How far the results of an exported file lie from libtorch's.
 *
 * <p>Detections have a partner where the label is the same, no corner or landmark is further away
 * than {@link #MOST_PIXELS} and the score no further than {@link #MOST_SCORE}; neighbours in the
 * order may have changed places. What has none, but lies so close to the score threshold, or to the
 * last score that a limit lets pass, that rounding decides, does not count.
 *
 * <p>Where scores tie, each engine may rightly find something else. Then the stages decide: {@link
 * StageAgreement}.
 *
 * @param images how many were compared
 * @param compared detections of libtorch, or rows of its raw outputs
 * @param unmatched those of either side without a partner
 * @param largestPixels the largest difference of corners and landmarks of partners, original pixels
 * @param largestScore the largest difference of scores of partners
 * @param largestRaw the largest difference of a raw output, as a share of that output's largest
 *     number
 * @param stages the same stage by stage
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
  public static final double MOST_PIXELS = GoldenDifference.MOST_PIXELS;

  /** Tolerance of scores. */
  public static final double MOST_SCORE = GoldenDifference.MOST_SCORE;

  /** Tolerance of raw outputs, as a share of the largest number. */
  public static final double MOST_RAW = 1e-4;

  /** Without a comparison of stages. */
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

  /** The stages of the same images. */
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
   * Whether all differences are within the tolerances. Where all stages agree, engines may find
   * other objects: each has chosen rightly among candidates that tie.
   */
  public boolean holds() {
    return stages.compared() ? stages.holds() : resultsAgree();
  }

  private boolean resultsAgree() {
    return unmatched == 0
        && largestPixels <= MOST_PIXELS
        && largestScore <= MOST_SCORE
        && largestRaw <= MOST_RAW;
  }

  /** Throws where {@link #holds} is false. */
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
          + (unmatched + 1) / 2 // each engine has one for the other's
          + " of "
          + compared
          + " results differ because "
          + stages.ties();
    }
    return counts + ", " + unmatched + " without a partner; largest difference " + largest();
  }

  private String largest() {
    return largestRaw > 0
        ? String.format(Locale.ROOT, "%.2g of an output's range", largestRaw)
        : String.format(
            Locale.ROOT, "of a box %.2g pixels, of a score %.2g", largestPixels, largestScore);
  }
}
