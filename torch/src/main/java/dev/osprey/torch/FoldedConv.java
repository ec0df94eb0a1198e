package dev.osprey.torch;

import org.bytedeco.pytorch.Tensor;

/** A convolution with the following norm folded in. */
public record FoldedConv(Tensor weight, Tensor bias) {}
