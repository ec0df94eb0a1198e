package dev.osprey.parity;

import dev.osprey.networks.Network;
import dev.osprey.networks.Ops;
import dev.osprey.networks.layer.Norm;
import org.jspecify.annotations.Nullable;

/** A network of one norm, or of nothing. */
final class SingleModule extends Network {
  private final @Nullable Norm norm;

  SingleModule() {
    norm = null;
  }

  SingleModule(Norm norm) {
    this.norm = child("norm", norm);
  }

  @Override
  public <T> void traverse(Ops<T> ops, Inputs<T> inputs) {
    if (norm != null) {
      norm.forward(ops, inputs.images());
    }
  }
}
