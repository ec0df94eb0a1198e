/**
 * Golden requests: an image drawn by a formula with a detector's answer, which any engine can be
 * compared with.
 */
@NullMarked
package dev.osprey.detection.golden;

import org.jspecify.annotations.NullMarked;
