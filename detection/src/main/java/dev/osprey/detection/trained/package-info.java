/** What a detector was trained on, as its file records it. */
@NullMarked
package dev.osprey.detection.trained;

import org.jspecify.annotations.NullMarked;
