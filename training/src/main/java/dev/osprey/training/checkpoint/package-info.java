/** What a run leaves behind so that it can be used and resumed. */
@NullMarked
package dev.osprey.training.checkpoint;

import org.jspecify.annotations.NullMarked;
