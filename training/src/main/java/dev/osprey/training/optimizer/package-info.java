/** Optimisers: SGD, Adam and AdamW with torch's semantics. */
@NullMarked
package dev.osprey.training.optimizer;

import org.jspecify.annotations.NullMarked;
