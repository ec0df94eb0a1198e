/** Execution of exported files by ONNX Runtime on the CPU. */
@NullMarked
package dev.osprey.onnx.runtime;

import org.jspecify.annotations.NullMarked;
