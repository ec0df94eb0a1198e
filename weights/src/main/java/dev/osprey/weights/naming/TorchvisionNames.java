package dev.osprey.weights.naming;

import java.util.Optional;

/** torchvision's state-dict keys, which are ours. */
public final class TorchvisionNames implements NameMap {
  private static final String STEPS = "num_batches_tracked";

  @Override
  public Optional<String> toPeer(String ours) {
    return Optional.of(ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return peer.endsWith(STEPS) ? Optional.empty() : Optional.of(peer);
  }
}
