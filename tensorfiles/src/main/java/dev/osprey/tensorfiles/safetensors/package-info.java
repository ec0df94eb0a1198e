/**
 * Reads and writes safetensors files: an eight-byte little-endian header length, a JSON header, and
 * the arrays one after the other in little-endian C order. The interface that they share with other
 * formats is {@link dev.osprey.tensorfiles.TensorFile}.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
@NullMarked
package dev.osprey.tensorfiles.safetensors;

import org.jspecify.annotations.NullMarked;
