/** The exported file: its form, metadata and content digest. */
@NullMarked
package dev.osprey.onnx.file;

import org.jspecify.annotations.NullMarked;
