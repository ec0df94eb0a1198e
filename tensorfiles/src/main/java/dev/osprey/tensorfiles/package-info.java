/** Files of named tensors, whatever their format. */
@NullMarked
package dev.osprey.tensorfiles;

import org.jspecify.annotations.NullMarked;
