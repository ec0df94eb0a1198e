/** Comparison of the keys of a checkpoint with the parameters of a network. */
@NullMarked
package dev.osprey.weights.peers.keys;

import org.jspecify.annotations.NullMarked;
