/** Images as pixels: decoding with its checks, encoding, and the few moves that keep pixels. */
@NullMarked
package dev.osprey.data.image;

import org.jspecify.annotations.NullMarked;
