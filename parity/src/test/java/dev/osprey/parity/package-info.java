/**
 * The project held against its peers' numbers: reads reference cases, makes their weights and
 * images by formula, and compares what comes out within the tolerances that the cases state.
 */
@NullMarked
package dev.osprey.parity;

import org.jspecify.annotations.NullMarked;
