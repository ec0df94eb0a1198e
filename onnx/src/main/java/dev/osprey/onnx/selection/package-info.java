/** Selection as ONNX nodes: anchors, decoding, thresholds, top-k and NMS. */
@NullMarked
package dev.osprey.onnx.selection;

import org.jspecify.annotations.NullMarked;
