package dev.osprey.onnx;

/** A value of a graph that is being built: what a node gives, an initialiser, an input. */
record GraphValue(String name) {}
