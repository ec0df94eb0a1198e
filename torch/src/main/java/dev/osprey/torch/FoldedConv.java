package dev.osprey.torch;

import org.bytedeco.pytorch.Tensor;

/** A convolution that has taken in the norm behind it. */
public record FoldedConv(Tensor weight, Tensor bias) {}
