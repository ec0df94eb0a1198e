/**
 * Export of detectors to ONNX. {@link dev.osprey.onnx.OnnxExporter} writes a file that takes images
 * and gives detections, after it has compared the file with libtorch; {@link
 * dev.osprey.onnx.runtime.OnnxDetector} runs such a file on ONNX Runtime. The subpackages depend on
 * each other in this order: graph, preprocessing, selection, file, detector, runtime, check.
 */
@NullMarked
package dev.osprey.onnx;

import org.jspecify.annotations.NullMarked;
