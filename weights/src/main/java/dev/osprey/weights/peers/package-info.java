/**
 * Checkpoints of other projects: recognises the project and the network of a file, imports its
 * weights, and exports models.
 */
@NullMarked
package dev.osprey.weights.peers;

import org.jspecify.annotations.NullMarked;
