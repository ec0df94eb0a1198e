package dev.osprey.evaluation.wider;

/**
 * The metrics of one subset.
 *
 * @param faces number of faces
 * @param ap in [0, 1]; -1 if the subset has no faces
 */
public record WiderSubsetMetrics(WiderSubset subset, long faces, double ap, WiderCurve curve) {}
