/** How a side is started and fed: its program, its inputs, the place of both. */
@NullMarked
package dev.osprey.bench.run;

import org.jspecify.annotations.NullMarked;
