/**
 * Post-processing: from head outputs to detections by threshold, top-k, decoding, clipping and NMS.
 */
@NullMarked
package dev.osprey.detection.postprocess;

import org.jspecify.annotations.NullMarked;
