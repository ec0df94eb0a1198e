/**
 * The outputs of a network in inference, as plain numbers: rows of logits and deltas, wherever the
 * engine that computed them keeps them. What follows (selection of proposals, post-processing,
 * explanations) is plain Java and the same for every engine.
 */
@NullMarked
package dev.osprey.detection.output;

import org.jspecify.annotations.NullMarked;
