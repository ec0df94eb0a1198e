/** Comparison of an exported file with libtorch, output by output and stage by stage. */
@NullMarked
package dev.osprey.onnx.check;

import org.jspecify.annotations.NullMarked;
