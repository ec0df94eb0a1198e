package dev.osprey.onnx.selection;

import dev.osprey.onnx.graph.GraphValue;
import org.jspecify.annotations.Nullable;

/**
 * Rows that suppression kept.
 *
 * @param images int64 (M): the image of each
 * @param keys the order of equal scores
 * @param boxes (M, 4), resized pixels
 * @param landmarks (M, 10), resized pixels, or null
 */
record KeptRows(
    GraphValue images,
    GraphValue keys,
    GraphValue labels,
    GraphValue scores,
    GraphValue boxes,
    @Nullable GraphValue landmarks) {}
