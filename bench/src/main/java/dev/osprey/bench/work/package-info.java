/** Osprey's side of each comparison, by its public API, as applications use it. */
@NullMarked
package dev.osprey.bench.work;

import org.jspecify.annotations.NullMarked;
