package dev.osprey.weights.naming;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** torchvision's state-dict keys, which are ours. */
public final class TorchvisionNames implements NameMap {
  /** Backbones without a pyramid are bare sequences in the peer: their layers are numbers. */
  private static final Pattern LAYER = Pattern.compile("backbone\\.(\\d+\\..+)");

  private static final String BACKBONE = "backbone.";
  private static final String FEATURES = "backbone.body.features.";

  @Override
  public Optional<String> toPeer(String ours) {
    return Optional.of(
        ours.startsWith(FEATURES) ? BACKBONE + ours.substring(FEATURES.length()) : ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    if (peer.endsWith(PrefixNames.STEPS)) {
      return Optional.empty();
    }
    Matcher layer = LAYER.matcher(peer);
    return Optional.of(layer.matches() ? FEATURES + layer.group(1) : peer);
  }
}
