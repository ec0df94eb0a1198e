package dev.osprey.evaluation.wider;

import java.util.List;

/**
 * The result of one evaluation with WIDER FACE's metric.
 *
 * @param scores range of the scores of all detections before normalisation
 * @param subsets metrics of the subsets: easy, medium, hard
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
