/** The layers of networks: convolutions, norms and activations. */
@NullMarked
package dev.osprey.networks.layer;

import org.jspecify.annotations.NullMarked;
