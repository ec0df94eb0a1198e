/** Files of named tensors, and what their formats have in common. */
@NullMarked
package dev.osprey.tensorfiles;

import org.jspecify.annotations.NullMarked;
