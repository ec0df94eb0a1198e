/** Anchors: the reference boxes of a head's outputs. */
@NullMarked
package dev.osprey.detection.anchor;

import org.jspecify.annotations.NullMarked;
