package dev.osprey.onnx.graph;

/** A value in a graph: the result of a node, an initializer, or an input. */
public record GraphValue(String name) {}
