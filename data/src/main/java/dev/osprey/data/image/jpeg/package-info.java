/** The structure of JPEG files: markers, scans and Huffman codes. */
@NullMarked
package dev.osprey.data.image.jpeg;

import org.jspecify.annotations.NullMarked;
