/** Proposes a run from a data set alone: sizes, anchors, batch and steps that fit it. */
@NullMarked
package dev.osprey.training.auto;

import org.jspecify.annotations.NullMarked;
