/**
 * The inputs of the measured work, made from seeds so that both sides of a comparison read the same
 * files: models, images, boxes, COCO files.
 */
@NullMarked
package dev.osprey.bench.input;

import org.jspecify.annotations.NullMarked;
