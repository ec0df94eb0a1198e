/** Loads samples as batches of pixels, on worker threads and with bounded memory. */
@NullMarked
package dev.osprey.data.loader;

import org.jspecify.annotations.NullMarked;
