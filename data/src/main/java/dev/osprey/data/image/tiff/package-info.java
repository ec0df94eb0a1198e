/** TIFF files: their directory, strips, tiles and samples. */
@NullMarked
package dev.osprey.data.image.tiff;

import org.jspecify.annotations.NullMarked;
