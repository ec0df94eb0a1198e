/**
 * Golden requests: an image by formula and what a detector gave for it, by which any engine can
 * show that it gives the same numbers.
 */
@NullMarked
package dev.osprey.detection.golden;

import org.jspecify.annotations.NullMarked;
