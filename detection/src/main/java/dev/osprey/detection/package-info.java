/** Detectors: from feature maps to losses in training, and to detections. */
@NullMarked
package dev.osprey.detection;

import org.jspecify.annotations.NullMarked;
