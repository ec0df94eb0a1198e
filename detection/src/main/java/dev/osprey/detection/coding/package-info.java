/** Boxes as deltas of anchors, and back. */
@NullMarked
package dev.osprey.detection.coding;

import org.jspecify.annotations.NullMarked;
