/** How the learning rate changes over a run. */
@NullMarked
package dev.osprey.training.schedule;

import org.jspecify.annotations.NullMarked;
