package dev.osprey.networks.layer;

import dev.osprey.networks.Module;

/** A normalization of feature maps. */
public abstract sealed class Norm extends Module permits BatchNorm, GroupNorm, NoNorm {
  public abstract <T> T forward(Ops<T> ops, T x);
}
