/**
 * Whole detectors as ONNX files: the third backend of {@link dev.osprey.networks.layer.Ops}, what
 * lies before and behind the network as nodes of the graph, and running such files.
 */
@NullMarked
package dev.osprey.onnx;

import org.jspecify.annotations.NullMarked;
