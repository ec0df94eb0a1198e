package dev.osprey.onnx.check;

import dev.osprey.detection.postprocess.check.SelectionVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How an exported file agrees with libtorch stage by stage: network outputs with network outputs,
 * and each choice (top-k, NMS, limits) with the rules on the very outputs that it was made from.
 *
 * @param compared whether stages were compared at all
 * @param faults what does not agree, in words
 * @param largest the largest difference of an output, as a share of that output's largest number
 * @param proposals how the file's proposals are chosen from libtorch's first stage: its ties
 * @param results how the file's detections are chosen from libtorch's last stage: its ties
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

  /** Nothing was compared. */
  static StageAgreement none() {
    return new StageAgreement(
        false, List.of(), 0, SelectionVerdict.right(), SelectionVerdict.right());
  }

  /** Nothing yet, of a file whose stages are compared. */
  static StageAgreement start() {
    return new StageAgreement(
        true, List.of(), 0, SelectionVerdict.right(), SelectionVerdict.right());
  }

  /** Outputs that lie so far apart, as a share of their largest number. */
  StageAgreement withOutputs(String name, double difference) {
    return withOutputs(name, difference, 0);
  }

  /**
   * The same.
   *
   * @param rounding how far rounding alone may move these outputs, as such a share
   */
  StageAgreement withOutputs(String name, double difference, double rounding) {
    List<String> more = new ArrayList<>(faults);
    if (!(difference <= Math.max(Agreement.MOST_RAW, rounding))) {
      more.add(String.format(Locale.ROOT, "%s differ by %.2g of their range", name, difference));
    }
    return new StageAgreement(compared, more, Math.max(largest, difference), proposals, results);
  }

  /** A choice on the file's own outputs. */
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

  /** How near scores and overlaps of proposals lie where the engines choose otherwise. */
  StageAgreement withProposals(SelectionVerdict ties) {
    return new StageAgreement(compared, faults, largest, proposals.and(ties), results);
  }

  /** The same of detections. */
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

  /** Whether all stages were compared and agree. */
  public boolean holds() {
    return compared && faults.isEmpty();
  }

  /** How near the ties are that let engines find different objects. */
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
