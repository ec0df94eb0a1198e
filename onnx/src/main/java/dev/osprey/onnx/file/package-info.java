/** Exported ONNX files: their form, their metadata, and the seal that finds damage. */
@NullMarked
package dev.osprey.onnx.file;

import org.jspecify.annotations.NullMarked;
