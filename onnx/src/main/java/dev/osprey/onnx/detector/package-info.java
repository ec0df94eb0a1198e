/** Whole detectors as ONNX graphs, from the images to the detections, and as files of them. */
@NullMarked
package dev.osprey.onnx.detector;

import org.jspecify.annotations.NullMarked;
