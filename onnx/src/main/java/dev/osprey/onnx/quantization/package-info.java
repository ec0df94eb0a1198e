/**
 * Files in int8: the convolutions and linear layers of an exported network on 8-bit integers, with
 * ranges calibrated on images, and sensitive layers left in float32.
 */
@NullMarked
package dev.osprey.onnx.quantization;

import org.jspecify.annotations.NullMarked;
