package dev.osprey.networks;

/** What a network promises of one of its feature maps: its channels and its nominal stride. */
public record FeatureLevel(int channels, int stride) {}
