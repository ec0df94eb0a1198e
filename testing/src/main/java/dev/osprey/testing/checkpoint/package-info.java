/** Checkpoints of torch that tests put together by hand. */
@NullMarked
package dev.osprey.testing.checkpoint;

import org.jspecify.annotations.NullMarked;
