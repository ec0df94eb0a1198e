package dev.osprey.weights.peers.keys;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Formats lists of keys and layers for messages and shortens long ones. */
public final class KeyList {
  private static final int SHOWN = 12;

  private KeyList() {}

  /** Formats the first twelve keys and the number of further ones. */
  public static String text(List<String> keys) {
    return text(keys, SHOWN);
  }

  /** Formats the first keys and the number of further ones. */
  public static String text(List<String> keys, int shown) {
    String first = String.join(", ", keys.subList(0, Math.min(shown, keys.size())));
    return keys.size() > shown ? first + " and " + (keys.size() - shown) + " more" : first;
  }

  /**
   * Formats the layers of some parameters: each layer if there are few, else the parts of the
   * network.
   */
  public static String layers(List<String> parameters) {
    Set<String> layers = new LinkedHashSet<>();
    parameters.forEach(path -> layers.add(path.substring(0, path.lastIndexOf('.'))));
    if (layers.size() <= SHOWN) {
      return String.join(", ", layers);
    }
    Set<String> parts = new LinkedHashSet<>();
    layers.forEach(layer -> parts.add(part(layer)));
    return String.join(", ", parts) + " (" + layers.size() + " layers)";
  }

  /** {@code head.classification_head} of {@code head.classification_head.conv.0.0}. */
  private static String part(String layer) {
    int first = layer.indexOf('.');
    int second = layer.indexOf('.', first + 1);
    return second < 0 ? layer : layer.substring(0, second);
  }
}
