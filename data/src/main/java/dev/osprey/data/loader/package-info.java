/** From samples to batches of pixels, on worker threads, with bounded memory. */
@NullMarked
package dev.osprey.data.loader;

import org.jspecify.annotations.NullMarked;
