/** Necks, the part between backbone and head: feature pyramids. */
@NullMarked
package dev.osprey.networks.neck;

import org.jspecify.annotations.NullMarked;
