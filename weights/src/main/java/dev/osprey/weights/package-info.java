/** Model files: weights with the configuration and labels that are needed to use them. */
@NullMarked
package dev.osprey.weights;

import org.jspecify.annotations.NullMarked;
