/** Overfitting a few images: a check of data and configuration. */
@NullMarked
package dev.osprey.training.overfit;

import org.jspecify.annotations.NullMarked;
