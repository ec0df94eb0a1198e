/** The families of reference cases, which reproduce the numbers of each peer. */
@NullMarked
package dev.osprey.parity.family;

import org.jspecify.annotations.NullMarked;
