/**
 * Other projects' checkpoints: which of them a file is from and which network it holds, what of it
 * a network of ours takes, and the way back.
 */
@NullMarked
package dev.osprey.weights.peers;

import org.jspecify.annotations.NullMarked;
