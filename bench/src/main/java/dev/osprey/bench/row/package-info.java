/** The catalogue of what is measured, and what each row has to reach. */
@NullMarked
package dev.osprey.bench.row;

import org.jspecify.annotations.NullMarked;
