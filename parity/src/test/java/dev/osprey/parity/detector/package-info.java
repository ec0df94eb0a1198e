/** Detectors and training runs of reference cases. */
@NullMarked
package dev.osprey.parity.detector;

import org.jspecify.annotations.NullMarked;
