/** Whole detectors as ONNX graphs, from 8-bit images to boxes. */
@NullMarked
package dev.osprey.onnx.detector;

import org.jspecify.annotations.NullMarked;
