/** Reads and writes encoded images: headers, checks of the structure, decoding and encoding. */
@NullMarked
package dev.osprey.data.image.codec;

import org.jspecify.annotations.NullMarked;
