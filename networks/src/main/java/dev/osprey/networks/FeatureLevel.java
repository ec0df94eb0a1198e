package dev.osprey.networks;

/** The channels and the nominal stride of a feature map, known before the network runs. */
public record FeatureLevel(int channels, int stride) {}
