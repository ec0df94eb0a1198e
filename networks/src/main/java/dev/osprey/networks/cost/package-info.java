/** The backend that knows shapes and counts operations. */
@NullMarked
package dev.osprey.networks.cost;

import org.jspecify.annotations.NullMarked;
