package dev.osprey.weights.peers.keys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The keys of a checkpoint that are not part of its network, by purpose. They are left out. */
public record ExtraKeys(Map<ExtraKeyKind, List<String>> byKind) {
  private static final int SHOWN = 3;

  public ExtraKeys {
    Map<ExtraKeyKind, List<String>> copy = new EnumMap<>(ExtraKeyKind.class);
    byKind.forEach((kind, keys) -> copy.put(kind, List.copyOf(keys)));
    byKind = Collections.unmodifiableMap(copy);
  }

  static ExtraKeys none() {
    return new ExtraKeys(Map.of());
  }

  public List<String> of(ExtraKeyKind kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** Adds the keys of one kind. */
  public ExtraKeys and(ExtraKeyKind kind, List<String> keys) {
    if (keys.isEmpty()) {
      return this;
    }
    Map<ExtraKeyKind, List<String>> all = new EnumMap<>(ExtraKeyKind.class);
    all.putAll(byKind);
    List<String> longer = new ArrayList<>(of(kind));
    longer.addAll(keys);
    all.put(kind, longer);
    return new ExtraKeys(all);
  }

  public boolean isEmpty() {
    return byKind.isEmpty();
  }

  /**
   * Formats all keys in one line: {@code 135 total_ops, 73 total_params (a profiler's counters);
   * …}.
   */
  public String text() {
    return byKind.entrySet().stream()
        .map(entry -> keys(entry.getValue()) + " (" + entry.getKey().text() + ")")
        .collect(Collectors.joining("; "));
  }

  /**
   * Formats keys: counts those with the same ending if there are few endings, else lists the first
   * ones.
   */
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
