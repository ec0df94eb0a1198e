/** Comparison of exported files with libtorch, stage by stage. */
@NullMarked
package dev.osprey.onnx.check;

import org.jspecify.annotations.NullMarked;
