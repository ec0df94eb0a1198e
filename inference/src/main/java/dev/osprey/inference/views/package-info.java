/**
 * Inference on several views of an image: tiles, scales and mirror images, merged into one result.
 */
@NullMarked
package dev.osprey.inference.views;

import org.jspecify.annotations.NullMarked;
