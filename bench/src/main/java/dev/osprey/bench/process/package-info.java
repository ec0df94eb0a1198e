/** Child processes that repeat a piece of work whenever their parent asks, and measure it. */
@NullMarked
package dev.osprey.bench.process;

import org.jspecify.annotations.NullMarked;
