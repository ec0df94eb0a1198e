package dev.osprey.parity.operators;

import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.detector.Network;
import dev.osprey.networks.layer.Norm;
import dev.osprey.networks.layer.Ops;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network of one norm, or without layers. */
final class SingleNormNetwork extends Network {
  private final @Nullable Norm norm;

  SingleNormNetwork() {
    norm = null;
  }

  SingleNormNetwork(Norm norm) {
    this.norm = child("norm", norm);
  }

  @Override
  public List<FeatureLevel> levels() {
    return List.of();
  }

  @Override
  public <T> void traverse(Ops<T> ops, Inputs<T> inputs) {
    if (norm != null) {
      norm.forward(ops, inputs.images());
    }
  }
}
