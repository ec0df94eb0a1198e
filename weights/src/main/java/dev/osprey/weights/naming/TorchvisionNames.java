package dev.osprey.weights.naming;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * torchvision's state-dict keys, which are Osprey's names. Keys of versions before 0.13, as in its
 * first COCO files, are read, too: those of heads and pyramid have one index less, and in
 * RetinaNet's towers the activations are numbered as well.
 */
public final class TorchvisionNames implements NameMap {
  /**
   * A layer of a backbone without a pyramid, which is a plain sequence in torchvision, with numbers
   * as layer names.
   */
  private static final Pattern LAYER = Pattern.compile("backbone\\.(\\d+\\..+)");

  private static final Pattern OLD_PROPOSALS = Pattern.compile("rpn\\.head\\.conv\\.(weight|bias)");

  private static final Pattern OLD_PYRAMID =
      Pattern.compile("(backbone\\.fpn\\.(?:inner|layer)_blocks\\.\\d+)\\.(weight|bias)");

  private static final Pattern OLD_TOWER =
      Pattern.compile("(head\\.\\w+_head\\.conv)\\.(\\d{1,3})\\.(weight|bias)");

  private static final String BACKBONE = "backbone.";
  private static final String FEATURES = "backbone.body.features.";

  @Override
  public Optional<String> toPeer(String ours) {
    return Optional.of(
        ours.startsWith(FEATURES) ? BACKBONE + ours.substring(FEATURES.length()) : ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    if (peer.endsWith(STEP_COUNT)) {
      return Optional.empty();
    }
    Matcher layer = LAYER.matcher(peer);
    return Optional.of(layer.matches() ? FEATURES + layer.group(1) : current(peer));
  }

  /** Returns the key since version 0.13. */
  private static String current(String key) {
    Matcher proposals = OLD_PROPOSALS.matcher(key);
    if (proposals.matches()) {
      return "rpn.head.conv.0.0." + proposals.group(1);
    }
    Matcher pyramid = OLD_PYRAMID.matcher(key);
    if (pyramid.matches()) {
      return pyramid.group(1) + ".0." + pyramid.group(2);
    }
    Matcher tower = OLD_TOWER.matcher(key);
    if (tower.matches() && Integer.parseInt(tower.group(2)) % 2 == 0) {
      return tower.group(1) + "." + Integer.parseInt(tower.group(2)) / 2 + ".0." + tower.group(3);
    }
    return key;
  }
}
