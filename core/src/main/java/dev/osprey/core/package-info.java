/** Values that all modules use: boxes, sizes, labels, annotations, detections; IoU and NMS. */
@NullMarked
package dev.osprey.core;

import org.jspecify.annotations.NullMarked;
