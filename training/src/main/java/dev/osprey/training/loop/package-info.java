/** The training loop: steps, epochs, listeners and the state that they change. */
@NullMarked
package dev.osprey.training.loop;

import org.jspecify.annotations.NullMarked;
