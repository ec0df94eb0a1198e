/** Comparing our numbers with those that a case expects. */
@NullMarked
package dev.osprey.parity.comparison;

import org.jspecify.annotations.NullMarked;
