package dev.osprey.detection.postprocess.check;

import org.jspecify.annotations.Nullable;

/**
 * Whether results are what the rules choose from their inputs, where either of two candidates may
 * be taken if rounding decides.
 *
 * @param wrong results that the rules do not choose, and candidates that they would
 * @param scoreTie the largest difference of two scores that were taken in the other order; 0: none
 *     were
 * @param overlapTie the largest distance of an IoU from NMS's threshold, where the box was taken as
 *     lying on its other side; 0: none was
 * @param first the first that is wrong, in words; null where none is
 */
public record SelectionVerdict(
    int wrong, double scoreTie, double overlapTie, @Nullable String first) {

  /** Nothing is wrong, and nothing ties. */
  public static SelectionVerdict right() {
    return new SelectionVerdict(0, 0, 0, null);
  }

  public boolean holds() {
    return wrong == 0;
  }

  /** Both. */
  public SelectionVerdict and(SelectionVerdict more) {
    return new SelectionVerdict(
        wrong + more.wrong,
        Math.max(scoreTie, more.scoreTie),
        Math.max(overlapTie, more.overlapTie),
        first == null ? more.first : first);
  }
}
