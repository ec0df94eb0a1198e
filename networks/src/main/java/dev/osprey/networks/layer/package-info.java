/** Convolutions, norms and activations: what networks are made of. */
@NullMarked
package dev.osprey.networks.layer;

import org.jspecify.annotations.NullMarked;
