/** The error of detected landmarks. */
@NullMarked
package dev.osprey.evaluation.landmark;

import org.jspecify.annotations.NullMarked;
