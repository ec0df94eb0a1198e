/** A data set that the program draws itself, for demos and tests. */
@NullMarked
package dev.osprey.data.synthetic;

import org.jspecify.annotations.NullMarked;
