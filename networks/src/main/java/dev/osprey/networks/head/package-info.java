/** Heads, which map feature maps to logits and deltas. */
@NullMarked
package dev.osprey.networks.head;

import org.jspecify.annotations.NullMarked;
