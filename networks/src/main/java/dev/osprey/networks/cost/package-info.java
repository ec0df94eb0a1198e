/** The backend that computes shapes and counts operations, and the summary of a network. */
@NullMarked
package dev.osprey.networks.cost;

import org.jspecify.annotations.NullMarked;
