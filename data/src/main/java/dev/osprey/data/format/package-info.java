/** Data set layouts: one file each, one line each in the catalogue. */
@NullMarked
package dev.osprey.data.format;

import org.jspecify.annotations.NullMarked;
