/** Reference boxes that a head's outputs refer to. */
@NullMarked
package dev.osprey.detection.anchor;

import org.jspecify.annotations.NullMarked;
