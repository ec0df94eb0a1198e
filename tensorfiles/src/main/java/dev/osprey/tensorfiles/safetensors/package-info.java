/**
 * Reads and writes safetensors files: an eight-byte little-endian header length, a JSON header, the
 * arrays one after the other in little-endian C order. What other files of arrays have in common
 * with them is {@link dev.osprey.tensorfiles.TensorFile}.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
@NullMarked
package dev.osprey.tensorfiles.safetensors;

import org.jspecify.annotations.NullMarked;
