package dev.osprey.onnx.selection;

import dev.osprey.onnx.graph.GraphValue;
import org.jspecify.annotations.Nullable;

/**
 * The rows that NMS kept.
 *
 * @param images int64 (M): the image index of each
 * @param keys int64 (M): the order of equal scores
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
