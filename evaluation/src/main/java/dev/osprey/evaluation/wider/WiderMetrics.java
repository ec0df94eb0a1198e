package dev.osprey.evaluation.wider;

import java.util.List;

/**
 * The result of one evaluation.
 *
 * @param scores of all detections before they were normalised
 * @param subsets easy, medium, hard
 */
public record WiderMetrics(
    double iouThreshold,
    int images,
    long detections,
    ScoreRange scores,
    List<WiderSubsetMetrics> subsets) {

  public WiderMetrics {
    subsets = List.copyOf(subsets);
  }

  public WiderSubsetMetrics of(WiderSubset subset) {
    return subsets.stream().filter(one -> one.subset() == subset).findFirst().orElseThrow();
  }

  public double easy() {
    return of(WiderSubset.EASY).ap();
  }

  public double medium() {
    return of(WiderSubset.MEDIUM).ap();
  }

  public double hard() {
    return of(WiderSubset.HARD).ap();
  }
}
