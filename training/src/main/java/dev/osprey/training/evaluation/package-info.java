/**
 * Evaluation of a detector on a whole data set, and of result files: COCO, Pascal VOC and WIDER
 * FACE metrics.
 */
@NullMarked
package dev.osprey.training.evaluation;

import org.jspecify.annotations.NullMarked;
