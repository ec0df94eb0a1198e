package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.weights.naming.NameMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the module of a checkpoint that holds a network: the prefix under which most of its keys
 * stand, such as {@code model.} of a Lightning module that has a loss with weights beside it.
 */
public final class NetworkPrefix {
  /** By what a key may end in: all that stands before it in some key, each ending in a dot. */
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
   * The prefixes under which most of a network's keys stand: as a rule one; several where the file
   * holds the network several times; the empty one alone where it holds none of its keys.
   */
  public List<String> of(NameMap names, Map<String, Parameter> parameters) {
    Map<String, Integer> counts = new HashMap<>();
    for (String path : parameters.keySet()) {
      for (String prefix : beginnings.getOrDefault(names.toPeer(path).orElse(path), List.of())) {
        counts.merge(prefix, 1, Integer::sum);
      }
    }
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (most == 0) {
      return List.of("");
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Whether a key is that name, or ends in it behind a dot. */
  boolean hasEnding(String name) {
    return beginnings.containsKey(name);
  }
}
