/** Ranges of the values of a network: histograms of what was seen, and the rules that cut them. */
@NullMarked
package dev.osprey.onnx.quantization.range;

import org.jspecify.annotations.NullMarked;
