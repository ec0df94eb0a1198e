package dev.osprey.data.transform;

/** stub. */
public record Preprocessing() {}
