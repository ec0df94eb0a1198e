package dev.osprey.torch.weights;

import org.jspecify.annotations.Nullable;

/**
 * What a convolution computes with, in plain Java.
 *
 * @param weight flat in C order, (out, in / groups, kernel, kernel)
 * @param bias (out); null where it has none and no norm is folded into it
 */
public record ConvValues(float[] weight, float @Nullable [] bias) {}
