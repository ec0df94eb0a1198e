package dev.osprey.networks.region;

/**
 * The outputs of the region predictor.
 *
 * @param logits (R, K + 1), before the softmax; the loss settings say which one is the background
 * @param deltas (R, (K + 1) · 4), encoded boxes of each class
 */
public record RegionOutputs<T>(T logits, T deltas) {}
