/**
 * Checkpoints of other projects: recognising the project and the network of a file, importing its
 * weights, and exporting models to them.
 */
@NullMarked
package dev.osprey.weights.peers;

import org.jspecify.annotations.NullMarked;
