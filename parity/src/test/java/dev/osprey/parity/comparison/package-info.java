/** Comparison of our numbers with those of a case. */
@NullMarked
package dev.osprey.parity.comparison;

import org.jspecify.annotations.NullMarked;
