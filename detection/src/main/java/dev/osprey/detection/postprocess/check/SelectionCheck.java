package dev.osprey.detection.postprocess.check;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that an engine's results are a valid selection from given inputs, without selecting again.
 * Except for ties, greedy NMS has exactly one result with these properties:
 *
 * <ul>
 *   <li>each result is a candidate that passes the cut, and the results are in order;
 *   <li>no two results of a group overlap by more than the threshold;
 *   <li>each other candidate is below the cut, too small, below the last result of a full list, or
 *       overlaps a better result of its group by more than the threshold.
 * </ul>
 *
 * Scores, overlaps and sides that rounding may change count as either. So two engines whose
 * selections differ by ties are both valid, whatever follows from the first exchanged pair. Not
 * thread-safe.
 */
public final class SelectionCheck {

  /**
   * Tolerances within which values count as equal.
   *
   * @param score difference of two scores that may be exchanged
   * @param pixels error of a coordinate
   * @param sameScore difference of a result's score from its candidate's
   * @param samePixels difference of a result's coordinate from its candidate's
   */
  public record Nearness(double score, double pixels, double sameScore, double samePixels) {}

  private static final int NONE = -1;

  /** Relative rounding error of coordinates. */
  private static final double RELATIVE_ROUNDING = 1e-6;

  private final SelectionInputs inputs;
  private final Nearness near;
  private final boolean[] taken;
  private SelectionVerdict verdict = SelectionVerdict.right();

  private SelectionCheck(SelectionInputs inputs, Nearness near) {
    this.inputs = inputs;
    this.near = near;
    this.taken = new boolean[inputs.size()];
  }

  /** The verdict on one image's results. */
  public static SelectionVerdict judge(
      SelectionInputs inputs, SelectionResults results, Nearness near) {
    SelectionCheck judge = new SelectionCheck(inputs, near);
    int[] chosen = judge.candidates(results);
    judge.requireOrder(chosen);
    judge.requirePassing(chosen);
    judge.requireApart(chosen);
    judge.requireNothingLeftOut(chosen);
    return judge.verdict;
  }

  /** The candidate of each result; results that are no candidate are left out. */
  private int[] candidates(SelectionResults results) {
    int limit = inputs.rules().limit();
    if (results.size() > limit) {
      wrong("there are %d results, more than the limit of %d", results.size(), limit);
    }
    CandidateSearch search = new CandidateSearch(inputs, near);
    int[] chosen = new int[results.size()];
    int count = 0;
    for (int i = 0; i < chosen.length; i++) {
      int candidate = search.find(results, i, taken);
      if (candidate == NONE) {
        wrong("result %d at %s is no candidate", i, box(results.boxes(), i));
      } else {
        taken[candidate] = true;
        chosen[count++] = candidate;
      }
    }
    return Arrays.copyOf(chosen, count);
  }

  private void requireOrder(int[] chosen) {
    for (int i = 1; i < chosen.length; i++) {
      int before = inputs.group(chosen[i - 1]);
      int now = inputs.group(chosen[i]);
      boolean byGroup = inputs.rules().ordering() == SelectionInputs.Ordering.GROUP;
      double gap = (double) inputs.score(chosen[i]) - inputs.score(chosen[i - 1]);
      if (byGroup && now < before) {
        wrong("result %d of class %d stands behind one of class %d", i, now, before);
      } else if ((!byGroup || now == before) && !tiesBy(gap)) {
        wrong("result %d has a score that is larger by %.2g than the one before it", i, gap);
      }
    }
  }

  private void requirePassing(int[] chosen) {
    for (int candidate : chosen) {
      double gap = (double) inputs.lastIn()[candidate] - inputs.score(candidate);
      if (!tiesBy(gap)) {
        wrong("%s is a result, but its score is below the cut by %.2g", text(candidate), gap);
      } else if (inputs.sides()[candidate] == SelectionInputs.Sides.TOO_SMALL) {
        wrong("%s is a result, but its box is too small", text(candidate));
      }
    }
  }

  private void requireApart(int[] chosen) {
    double threshold = inputs.rules().nmsThreshold();
    for (int i = 0; i < chosen.length; i++) {
      for (int j = 0; j < i; j++) {
        if (inputs.group(chosen[i]) != inputs.group(chosen[j])) {
          continue;
        }
        Overlap overlap = overlap(chosen[i], chosen[j]);
        if (overlap.lowest() > threshold) {
          wrong(
              "%s and %s are results, but they overlap by %.4f, more than %s",
              text(chosen[j]), text(chosen[i]), overlap.value(), threshold);
        } else if (overlap.value() > threshold) {
          overlapTie(overlap.value() - threshold);
        }
      }
    }
  }

  private void requireNothingLeftOut(int[] chosen) {
    boolean full = chosen.length >= inputs.rules().limit();
    double last = Double.POSITIVE_INFINITY;
    for (int candidate : chosen) {
      last = Math.min(last, inputs.score(candidate));
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (taken[i] || inputs.sides()[i] != SelectionInputs.Sides.LARGE_ENOUGH) {
        continue;
      }
      double bound = full ? Math.max(last, inputs.firstOut()[i]) : inputs.firstOut()[i];
      if (inputs.score(i) <= bound || isSuppressed(i, chosen)) {
        continue;
      }
      if (!tiesBy(inputs.score(i) - bound)) {
        wrong("%s is missing from the results", text(i));
      }
    }
  }

  /**
   * Whether a better result overlaps the candidate; of several results the one that needs the
   * smallest rounding counts.
   */
  private boolean isSuppressed(int candidate, int[] chosen) {
    double threshold = inputs.rules().nmsThreshold();
    double scoreTie = Double.POSITIVE_INFINITY;
    double overlapTie = 0;
    for (int k = 0; k < chosen.length && scoreTie + overlapTie > 0; k++) {
      int other = chosen[k];
      double gap = Math.max(0, (double) inputs.score(candidate) - inputs.score(other));
      if (inputs.group(other) != inputs.group(candidate) || gap > near.score) {
        continue;
      }
      Overlap overlap = overlap(candidate, other);
      double missing = Math.max(0, threshold - overlap.value());
      boolean less = gap < scoreTie || (gap == scoreTie && missing < overlapTie);
      if (overlap.highest() > threshold && less) {
        scoreTie = gap;
        overlapTie = missing;
      }
    }
    if (scoreTie == Double.POSITIVE_INFINITY) {
      return false;
    }
    tiesBy(scoreTie);
    overlapTie(overlapTie);
    return true;
  }

  private Overlap overlap(int a, int b) {
    float[] boxes = inputs.measured();
    double largest = 0;
    for (int k = 0; k < 4; k++) {
      largest = Math.max(largest, Math.abs(boxes[4 * a + k]));
      largest = Math.max(largest, Math.abs(boxes[4 * b + k]));
    }
    double error = near.pixels + inputs.rules().rounding() + RELATIVE_ROUNDING * largest;
    return Overlap.of(boxes, a, b, error);
  }

  /** Whether two scores may be exchanged; records the tie. */
  private boolean tiesBy(double gap) {
    if (!(gap <= near.score)) {
      return false;
    }
    if (gap > verdict.scoreTie()) {
      verdict = verdict.and(new SelectionVerdict(0, gap, 0, null));
    }
    return true;
  }

  private void overlapTie(double distance) {
    verdict = verdict.and(new SelectionVerdict(0, 0, distance, null));
  }

  private void wrong(String format, @Nullable Object... values) {
    // only the first one is reported
    String text = verdict.first() == null ? String.format(Locale.ROOT, format, values) : null;
    verdict = verdict.and(new SelectionVerdict(1, 0, 0, text));
  }

  private String text(int candidate) {
    return String.format(
        Locale.ROOT,
        "the candidate of score %.6f at %s",
        inputs.score(candidate),
        box(inputs.candidates().boxes(), candidate));
  }

  private static String box(float[] boxes, int i) {
    return String.format(
        Locale.ROOT,
        "(%.1f, %.1f, %.1f, %.1f)",
        boxes[4 * i],
        boxes[4 * i + 1],
        boxes[4 * i + 2],
        boxes[4 * i + 3]);
  }
}
