/** Synthetic data sets that the program draws itself, for demos and tests. */
@NullMarked
package dev.osprey.data.synthetic;

import org.jspecify.annotations.NullMarked;
