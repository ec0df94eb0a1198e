/** Mappings between Osprey's parameter names and those of other projects. */
@NullMarked
package dev.osprey.weights.naming;

import org.jspecify.annotations.NullMarked;
