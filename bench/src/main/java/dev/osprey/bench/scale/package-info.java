/** How time and memory grow with the size of the work, measured at five sizes and fitted. */
@NullMarked
package dev.osprey.bench.scale;

import org.jspecify.annotations.NullMarked;
