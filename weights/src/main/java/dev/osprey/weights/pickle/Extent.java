package dev.osprey.weights.pickle;

/** A run of bytes of a file. */
record Extent(long offset, long length) {}
