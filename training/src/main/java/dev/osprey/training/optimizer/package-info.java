/** Changes weights by their gradients. */
@NullMarked
package dev.osprey.training.optimizer;

import org.jspecify.annotations.NullMarked;
