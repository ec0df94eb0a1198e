package dev.osprey.onnx.graph;

/** A value of a graph that is being built: what a node gives, an initialiser, an input. */
public record GraphValue(String name) {}
