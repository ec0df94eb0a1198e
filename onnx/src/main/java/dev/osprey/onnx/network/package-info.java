/**
 * A detector's network in ONNX Runtime: the second engine of model files. The graph holds the
 * network alone, from padded images to the outputs of the heads; preprocessing and selection are
 * the Java code that libtorch's outputs go through, too.
 */
@NullMarked
package dev.osprey.onnx.network;

import org.jspecify.annotations.NullMarked;
