/** Checks that the results of another engine are a valid selection from its outputs. */
@NullMarked
package dev.osprey.detection.postprocess.check;

import org.jspecify.annotations.NullMarked;
