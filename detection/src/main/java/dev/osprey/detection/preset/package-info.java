/** Published recipes by name. */
@NullMarked
package dev.osprey.detection.preset;

import org.jspecify.annotations.NullMarked;
