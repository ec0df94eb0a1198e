/** From head outputs to detections: threshold, top-k, decoding, clipping, NMS. */
@NullMarked
package dev.osprey.detection.postprocess;

import org.jspecify.annotations.NullMarked;
