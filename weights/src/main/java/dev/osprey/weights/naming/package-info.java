/** Names of weights: mappings between Osprey's parameter names and those of its peers. */
@NullMarked
package dev.osprey.weights.naming;

import org.jspecify.annotations.NullMarked;
