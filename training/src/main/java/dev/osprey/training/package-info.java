/** The training loop, what defines a run, and what listens to one. */
@NullMarked
package dev.osprey.training;

import org.jspecify.annotations.NullMarked;
