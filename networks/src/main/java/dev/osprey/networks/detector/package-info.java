/** Whole networks of detectors: backbone, neck and heads, from images to what a detector reads. */
@NullMarked
package dev.osprey.networks.detector;

import org.jspecify.annotations.NullMarked;
