/** The second stage: from pooled features of regions to class logits and deltas. */
@NullMarked
package dev.osprey.networks.region;

import org.jspecify.annotations.NullMarked;
