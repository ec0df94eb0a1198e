package dev.osprey.evaluation.wider;

/**
 * The numbers of one subset.
 *
 * @param faces how many count
 * @param ap in [0, 1]; -1 where no face counts
 */
public record WiderSubsetMetrics(WiderSubset subset, long faces, double ap, WiderCurve curve) {}
