/** Proposed runs: image size, anchors, batch and steps that fit a data set. */
@NullMarked
package dev.osprey.training.auto;

import org.jspecify.annotations.NullMarked;
