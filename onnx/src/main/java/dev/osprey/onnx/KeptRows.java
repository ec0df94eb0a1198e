package dev.osprey.onnx;

import org.jspecify.annotations.Nullable;

/**
 * Rows that suppression kept.
 *
 * @param pictures int64 (M): the picture of each
 * @param keys the order of equal scores
 * @param boxes (M, 4), resized pixels
 * @param landmarks (M, 10), resized pixels, or null
 */
record KeptRows(
    GraphValue pictures,
    GraphValue keys,
    GraphValue labels,
    GraphValue scores,
    GraphValue boxes,
    @Nullable GraphValue landmarks) {}
