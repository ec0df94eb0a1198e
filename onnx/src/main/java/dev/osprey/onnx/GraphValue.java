package dev.osprey.onnx;

/** A value of a graph that is being built: what a node gives, an initialiser, an input. */
public record GraphValue(String name) {}
