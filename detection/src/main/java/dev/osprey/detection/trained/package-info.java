/** What a detector has seen in its training. */
@NullMarked
package dev.osprey.detection.trained;

import org.jspecify.annotations.NullMarked;
