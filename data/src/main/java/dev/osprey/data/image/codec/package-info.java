/** Reading and writing of encoded images. */
@NullMarked
package dev.osprey.data.image.codec;

import org.jspecify.annotations.NullMarked;
