/** A disk that fails on demand: full, broken at one operation, or gone as in a crash. */
@NullMarked
package dev.osprey.testing.disk;

import org.jspecify.annotations.NullMarked;
