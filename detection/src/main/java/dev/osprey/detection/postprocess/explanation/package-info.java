/** Explanations of why an object at a point of an image was found or missed. */
@NullMarked
package dev.osprey.detection.postprocess.explanation;

import org.jspecify.annotations.NullMarked;
