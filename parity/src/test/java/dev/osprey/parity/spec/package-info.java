/** Specifications of reference cases, and their weights and images made by formula. */
@NullMarked
package dev.osprey.parity.spec;

import org.jspecify.annotations.NullMarked;
