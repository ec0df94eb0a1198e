package dev.osprey.networks.layer;

/** Leaves its input as it is. */
public final class NoNorm extends Norm {
  @Override
  public <T> T forward(Ops<T> ops, T x) {
    return x;
  }
}
