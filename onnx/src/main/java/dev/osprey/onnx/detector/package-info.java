/** ONNX graphs of whole detectors, from the images to the detections, and files of such graphs. */
@NullMarked
package dev.osprey.onnx.detector;

import org.jspecify.annotations.NullMarked;
