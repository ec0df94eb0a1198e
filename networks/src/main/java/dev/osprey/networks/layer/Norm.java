package dev.osprey.networks.layer;

import dev.osprey.networks.Module;
import dev.osprey.networks.Ops;

/** What normalises feature maps channel by channel. */
public abstract sealed class Norm extends Module permits BatchNorm, GroupNorm, NoNorm {
  public abstract <T> T forward(Ops<T> ops, T x);
}
