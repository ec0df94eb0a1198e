package dev.osprey.tensorfiles.pickle.machine;

/** A run of bytes of a file. */
public record FileRange(long offset, long length) {}
