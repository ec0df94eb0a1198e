/** Losses of classification and of boxes, element by element. */
@NullMarked
package dev.osprey.detection.loss;

import org.jspecify.annotations.NullMarked;
