/** The names that peers give to the weights that we have, as plain data. */
@NullMarked
package dev.osprey.weights.naming;

import org.jspecify.annotations.NullMarked;
