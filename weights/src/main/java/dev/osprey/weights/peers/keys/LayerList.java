package dev.osprey.weights.peers.keys;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Layers in a line: a module whose parameters are all meant stands for them. */
public final class LayerList {
  private static final int SHOWN = 12;

  private LayerList() {}

  /**
   * The modules that these parameters belong to: single layers where they are few, else the parts
   * of the network.
   */
  public static String text(List<String> paths) {
    Set<String> layers = new LinkedHashSet<>();
    paths.forEach(path -> layers.add(path.substring(0, path.lastIndexOf('.'))));
    if (layers.size() <= SHOWN) {
      return String.join(", ", layers);
    }
    Set<String> parts = new LinkedHashSet<>();
    layers.forEach(layer -> parts.add(beginning(layer)));
    List<String> shown = new ArrayList<>(parts);
    return String.join(", ", shown) + " (" + layers.size() + " layers)";
  }

  /** {@code head.classification_head} of {@code head.classification_head.conv.0.0}. */
  private static String beginning(String layer) {
    int first = layer.indexOf('.');
    int second = layer.indexOf('.', first + 1);
    return second < 0 ? layer : layer.substring(0, second);
  }
}
