/** The libtorch backend: devices, precision, and ownership of native memory. */
@NullMarked
package dev.osprey.torch;

import org.jspecify.annotations.NullMarked;
