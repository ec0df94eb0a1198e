/** Checkpoints of a run: its folder, lock, models and the state that resuming needs. */
@NullMarked
package dev.osprey.training.checkpoint;

import org.jspecify.annotations.NullMarked;
