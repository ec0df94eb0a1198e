/**
 * ONNX graphs: a builder of nodes and constants, exact arithmetic, and the layers of networks: the
 * third backend of {@link dev.osprey.networks.Ops}.
 */
@NullMarked
package dev.osprey.onnx.graph;

import org.jspecify.annotations.NullMarked;
