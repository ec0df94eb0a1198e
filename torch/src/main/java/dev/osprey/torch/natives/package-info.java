/** Unpacking and loading of the native libraries of libtorch. */
@NullMarked
package dev.osprey.torch.natives;

import org.jspecify.annotations.NullMarked;
