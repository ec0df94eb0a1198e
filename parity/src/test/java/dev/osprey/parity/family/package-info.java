/** The families of reference cases: how the numbers of each peer are reproduced. */
@NullMarked
package dev.osprey.parity.family;

import org.jspecify.annotations.NullMarked;
