/** The numbers of a run: medians, ratios with their spread, memory, and what holds. */
@NullMarked
package dev.osprey.bench.result;

import org.jspecify.annotations.NullMarked;
