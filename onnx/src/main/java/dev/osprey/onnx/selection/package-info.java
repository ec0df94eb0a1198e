/** Selection of proposals and detections in an ONNX graph: anchors, decoding, top-k, NMS. */
@NullMarked
package dev.osprey.onnx.selection;

import org.jspecify.annotations.NullMarked;
