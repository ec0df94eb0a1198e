package dev.osprey.detection.postprocess.check;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a {@link SelectionCheck}. Where rounding decides, either of two candidates is
 * valid.
 *
 * @param wrong number of results that the rules do not select, and of missing results
 * @param scoreTie largest difference of two exchanged scores; 0: no scores were exchanged
 * @param overlapTie largest distance of an IoU from NMS's threshold that was taken as being on the
 *     other side; 0: none was
 * @param first description of the first wrong or missing result; null if there is none
 */
public record SelectionVerdict(
    int wrong, double scoreTie, double overlapTie, @Nullable String first) {

  /** A verdict without wrong results and without ties. */
  public static SelectionVerdict right() {
    return new SelectionVerdict(0, 0, 0, null);
  }

  public boolean holds() {
    return wrong == 0;
  }

  /** The sum of two verdicts. */
  public SelectionVerdict and(SelectionVerdict more) {
    return new SelectionVerdict(
        wrong + more.wrong,
        Math.max(scoreTie, more.scoreTie),
        Math.max(overlapTie, more.overlapTie),
        first == null ? more.first : first);
  }
}
