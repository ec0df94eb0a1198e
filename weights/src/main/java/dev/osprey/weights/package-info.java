/** Model files: weights with everything that is needed to use them. */
@NullMarked
package dev.osprey.weights;

import org.jspecify.annotations.NullMarked;
