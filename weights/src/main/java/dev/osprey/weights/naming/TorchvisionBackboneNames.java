package dev.osprey.weights.naming;

import java.util.Optional;

/**
 * Maps the state-dict keys of a torchvision classifier to the backbone of a detector. Only the
 * prefix differs. The classifier ({@code fc}, {@code classifier}) has no counterpart.
 */
public final class TorchvisionBackboneNames implements NameMap {
  private static final String BODY = "backbone.body.";

  @Override
  public Optional<String> toPeer(String ours) {
    return ours.startsWith(BODY) ? Optional.of(ours.substring(BODY.length())) : Optional.empty();
  }

  @Override
  public Optional<String> toOurs(String peer) {
    boolean leftOut =
        peer.startsWith("fc.") || peer.startsWith("classifier.") || peer.endsWith(STEP_COUNT);
    return leftOut ? Optional.empty() : Optional.of(BODY + peer);
  }
}
