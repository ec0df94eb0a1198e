/** Preprocessing as nodes of an ONNX graph: resizing, normalization, padding. */
@NullMarked
package dev.osprey.onnx.preprocessing;

import org.jspecify.annotations.NullMarked;
