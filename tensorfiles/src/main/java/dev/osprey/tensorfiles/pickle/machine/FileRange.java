package dev.osprey.tensorfiles.pickle.machine;

/** A range of bytes in a file. */
public record FileRange(long offset, long length) {}
