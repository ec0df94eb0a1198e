/** A run from its configuration to its end: opening, resuming, estimating and describing it. */
@NullMarked
package dev.osprey.training.run;

import org.jspecify.annotations.NullMarked;
