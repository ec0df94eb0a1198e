/**
 * Reference cases as they lie on disk: their specifications, and weights and images made by
 * formula.
 */
@NullMarked
package dev.osprey.parity.spec;

import org.jspecify.annotations.NullMarked;
