package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.weights.naming.NameMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the module of a checkpoint that holds a network: the prefix of highest of its keys, such as
 * {@code model.} in a Lightning module that also has a loss with weights.
 */
public final class NetworkPrefix {
  /** The prefixes before each possible ending of a key, each with a dot at its end. */
  private final Map<String, List<String>> beginnings = new HashMap<>();

  public NetworkPrefix(Collection<String> keys) {
    for (String key : keys) {
      for (int end = 0; end >= 0; end = next(key, end)) {
        beginnings
            .computeIfAbsent(key.substring(end), name -> new ArrayList<>())
            .add(key.substring(0, end));
      }
    }
  }

  private static int next(String key, int from) {
    int dot = key.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  /**
   * Returns the prefixes that match highest of a network's keys: usually one, several if the file
   * holds the network several times, and only the empty prefix if it holds none of its keys.
   */
  public List<String> of(NameMap names, Map<String, Parameter> parameters) {
    Map<String, Integer> counts = new HashMap<>();
    for (String path : parameters.keySet()) {
      for (String prefix : beginnings.getOrDefault(names.toPeer(path).orElse(path), List.of())) {
        counts.merge(prefix, 1, Integer::sum);
      }
    }
    int highest = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (highest == 0) {
      return List.of("");
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == highest)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Whether a key equals a name, or ends with a dot and the name. */
  boolean hasEnding(String name) {
    return beginnings.containsKey(name);
  }
}
