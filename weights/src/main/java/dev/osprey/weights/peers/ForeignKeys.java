package dev.osprey.weights.peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keys of a checkpoint that are no part of its network and are left out, by what they are for. */
record ForeignKeys(Map<ForeignKind, List<String>> byKind) {
  private static final int SHOWN = 3;

  ForeignKeys {
    Map<ForeignKind, List<String>> copy = new EnumMap<>(ForeignKind.class);
    byKind.forEach((kind, keys) -> copy.put(kind, List.copyOf(keys)));
    byKind = Collections.unmodifiableMap(copy);
  }

  static ForeignKeys none() {
    return new ForeignKeys(Map.of());
  }

  List<String> of(ForeignKind kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** These and keys of one kind. */
  ForeignKeys and(ForeignKind kind, List<String> keys) {
    if (keys.isEmpty()) {
      return this;
    }
    Map<ForeignKind, List<String>> all = new EnumMap<>(ForeignKind.class);
    all.putAll(byKind);
    List<String> longer = new ArrayList<>(of(kind));
    longer.addAll(keys);
    all.put(kind, longer);
    return new ForeignKeys(all);
  }

  boolean isEmpty() {
    return byKind.isEmpty();
  }

  /** All in one line: {@code 135 total_ops, 73 total_params (a profiler's counters); …}. */
  String text() {
    return byKind.entrySet().stream()
        .map(entry -> keys(entry.getValue()) + " (" + entry.getKey().text() + ")")
        .collect(Collectors.joining("; "));
  }

  /** Keys that end alike are counted; of the others the first are named. */
  private static String keys(List<String> keys) {
    Map<String, List<String>> byEnd = new LinkedHashMap<>();
    keys.forEach(key -> byEnd.computeIfAbsent(end(key), end -> new ArrayList<>()).add(key));
    if (keys.size() > SHOWN && byEnd.size() <= SHOWN) {
      return byEnd.entrySet().stream()
          .map(
              entry ->
                  entry.getValue().size() == 1
                      ? entry.getValue().get(0)
                      : entry.getValue().size() + " " + entry.getKey())
          .collect(Collectors.joining(", "));
    }
    return KeyList.text(keys, SHOWN);
  }

  private static String end(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
