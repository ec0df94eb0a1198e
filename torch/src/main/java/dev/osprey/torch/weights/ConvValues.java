package dev.osprey.torch.weights;

import org.jspecify.annotations.Nullable;

/**
 * Weight and bias of a convolution as Java arrays.
 *
 * @param weight flat in C order, (out, in / groups, kernel, kernel)
 * @param bias (out); null if it has none and no norm is folded in
 */
public record ConvValues(float[] weight, float @Nullable [] bias) {}
