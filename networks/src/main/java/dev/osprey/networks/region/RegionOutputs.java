package dev.osprey.networks.region;

/**
 * What a region head says of each region.
 *
 * @param logits (R, K + 1), the background where the head's settings say
 * @param deltas (R, (K + 1) · 4), encoded boxes of each class
 */
public record RegionOutputs<T>(T logits, T deltas) {}
