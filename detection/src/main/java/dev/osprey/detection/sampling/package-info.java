/** Sampling of the matched candidates that the loss is computed from. */
@NullMarked
package dev.osprey.detection.sampling;

import org.jspecify.annotations.NullMarked;
