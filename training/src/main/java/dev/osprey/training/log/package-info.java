/** Log and metrics files of a run. */
@NullMarked
package dev.osprey.training.log;

import org.jspecify.annotations.NullMarked;
