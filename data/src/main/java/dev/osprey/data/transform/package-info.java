/** The preprocessing of images and boxes for a network: resizing, normalisation, padding. */
@NullMarked
package dev.osprey.data.transform;

import org.jspecify.annotations.NullMarked;
