/** Preprocessing as ONNX nodes: resizing, normalisation and padding. */
@NullMarked
package dev.osprey.onnx.preprocessing;

import org.jspecify.annotations.NullMarked;
