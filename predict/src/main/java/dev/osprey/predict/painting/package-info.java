/** Drawing of detections, labels and landmarks on images. */
@NullMarked
package dev.osprey.predict.painting;

import org.jspecify.annotations.NullMarked;
