/** Estimates of the memory that inference needs, and of the memory that is free. */
@NullMarked
package dev.osprey.torch.memory;

import org.jspecify.annotations.NullMarked;
