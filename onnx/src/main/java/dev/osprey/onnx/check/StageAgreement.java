package dev.osprey.onnx.check;

import dev.osprey.detection.postprocess.check.SelectionVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The agreement of an exported file with libtorch, stage by stage: network outputs are compared
 * with network outputs, and each selection (top-k, NMS, limits) with what the rules select from the
 * file's own outputs.
 *
 * @param compared whether stages were compared
 * @param faults a sentence for each disagreement
 * @param largest the largest difference of an output, relative to that output's largest number
 * @param proposals the ties that separate the file's proposals from those chosen from libtorch's
 *     first stage
 * @param results the ties that separate the file's detections from those chosen from libtorch's
 *     last stage
 */
public record StageAgreement(
    boolean compared,
    List<String> faults,
    double largest,
    SelectionVerdict proposals,
    SelectionVerdict results) {

  public StageAgreement {
    faults = List.copyOf(faults);
  }

  /** Returns the agreement of a file whose stages are not compared. */
  static StageAgreement none() {
    return new StageAgreement(
        false, List.of(), 0, SelectionVerdict.right(), SelectionVerdict.right());
  }

  /** Returns the agreement to start from if stages are compared. */
  static StageAgreement start() {
    return new StageAgreement(
        true, List.of(), 0, SelectionVerdict.right(), SelectionVerdict.right());
  }

  /** Adds the largest difference of an output, relative to its largest number. */
  StageAgreement withOutputs(String name, double difference) {
    return withOutputs(name, difference, 0);
  }

  /**
   * Adds the largest difference of an output that rounding changes a lot.
   *
   * @param rounding the difference that rounding alone causes, relative to the largest number
   */
  StageAgreement withOutputs(String name, double difference, double rounding) {
    List<String> more = new ArrayList<>(faults);
    if (!(difference <= Math.max(Agreement.MAXIMUM_RAW, rounding))) {
      more.add(String.format(Locale.ROOT, "%s differ by %.2g of their range", name, difference));
    }
    return new StageAgreement(compared, more, Math.max(largest, difference), proposals, results);
  }

  /** Adds the verdict on a selection from the file's own outputs. */
  StageAgreement withChoice(String name, SelectionVerdict verdict) {
    List<String> more = new ArrayList<>(faults);
    if (!verdict.holds()) {
      more.add(
          name
              + ", chosen from the file's own outputs, are wrong in "
              + verdict.wrong()
              + " places, the first: "
              + verdict.first());
    }
    return new StageAgreement(compared, more, largest, proposals, results);
  }

  /** Adds how close scores and overlaps of proposals are if the engines choose differently. */
  StageAgreement withProposals(SelectionVerdict ties) {
    return new StageAgreement(compared, faults, largest, proposals.and(ties), results);
  }

  /** Adds how close scores and overlaps of detections are if the engines choose differently. */
  StageAgreement withResults(SelectionVerdict ties) {
    return new StageAgreement(compared, faults, largest, proposals, results.and(ties));
  }

  StageAgreement and(StageAgreement more) {
    List<String> all = new ArrayList<>(faults);
    all.addAll(more.faults);
    return new StageAgreement(
        compared || more.compared,
        all,
        Math.max(largest, more.largest),
        proposals.and(more.proposals),
        results.and(more.results));
  }

  /** Returns whether all stages were compared and agree. */
  public boolean holds() {
    return compared && faults.isEmpty();
  }

  /** Describes the ties because of which the engines find different objects. */
  public String ties() {
    List<String> parts = new ArrayList<>();
    add(parts, proposals, "proposals");
    add(parts, results, "results");
    return parts.isEmpty()
        ? String.format(
            Locale.ROOT,
            "rounding decides between candidates (outputs differ by %.2g of their range)",
            largest)
        : String.join(", and ", parts);
  }

  private static void add(List<String> parts, SelectionVerdict verdict, String name) {
    if (verdict.scoreTie() > 0) {
      parts.add(
          String.format(Locale.ROOT, "scores of %s tie within %.2g", name, verdict.scoreTie()));
    } else if (verdict.overlapTie() > 0) {
      parts.add(
          String.format(
              Locale.ROOT,
              "overlaps of %s lie within %.2g of the threshold of NMS",
              name,
              verdict.overlapTie()));
    }
  }
}
