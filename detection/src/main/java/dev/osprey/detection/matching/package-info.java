/** Matching of anchors and proposals with ground-truth boxes. */
@NullMarked
package dev.osprey.detection.matching;

import org.jspecify.annotations.NullMarked;
