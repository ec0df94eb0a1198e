/**
 * The libtorch backend: the only place that knows devices, precision and who owns native memory.
 */
@NullMarked
package dev.osprey.torch;

import org.jspecify.annotations.NullMarked;
