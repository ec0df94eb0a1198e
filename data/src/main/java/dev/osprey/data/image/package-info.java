/**
 * Images as pixels, their orientation and resizing, the limit of their size, and folders of image
 * files.
 */
@NullMarked
package dev.osprey.data.image;

import org.jspecify.annotations.NullMarked;
