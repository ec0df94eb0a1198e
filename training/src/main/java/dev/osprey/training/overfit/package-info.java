/** Training on a few images until they are known by heart: a check of data and configuration. */
@NullMarked
package dev.osprey.training.overfit;

import org.jspecify.annotations.NullMarked;
