/**
 * ONNX graphs: a builder of nodes and constants, exact arithmetic, and networks as nodes: the third
 * backend of {@link dev.osprey.networks.layer.Ops}.
 */
@NullMarked
package dev.osprey.onnx.graph;

import org.jspecify.annotations.NullMarked;
