/** Which matched candidates a loss is computed of. */
@NullMarked
package dev.osprey.detection.sampling;

import org.jspecify.annotations.NullMarked;
