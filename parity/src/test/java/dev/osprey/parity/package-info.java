/**
 * Comparison with the numbers of the peers: reads reference cases, makes their weights and images
 * by formula, and compares results within the tolerances of the cases.
 */
@NullMarked
package dev.osprey.parity;

import org.jspecify.annotations.NullMarked;
