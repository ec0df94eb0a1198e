package dev.osprey.networks.layer;

/** A norm that returns its input. */
public final class NoNorm extends Norm {
  @Override
  public <T> T forward(Ops<T> ops, T x) {
    return x;
  }
}
