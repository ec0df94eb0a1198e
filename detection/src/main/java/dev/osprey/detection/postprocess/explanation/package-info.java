/** Explanations of why an object was found or missed. */
@NullMarked
package dev.osprey.detection.postprocess.explanation;

import org.jspecify.annotations.NullMarked;
