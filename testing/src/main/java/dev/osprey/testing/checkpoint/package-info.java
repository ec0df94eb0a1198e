/** PyTorch checkpoints that tests build by hand. */
@NullMarked
package dev.osprey.testing.checkpoint;

import org.jspecify.annotations.NullMarked;
