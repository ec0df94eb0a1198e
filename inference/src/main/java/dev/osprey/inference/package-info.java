/**
 * Loaded detectors: what those of every engine have in common. {@link
 * dev.osprey.inference.LoadedDetector} takes images and gives detections; its views are in {@link
 * dev.osprey.inference.views}.
 */
@NullMarked
package dev.osprey.inference;

import org.jspecify.annotations.NullMarked;
