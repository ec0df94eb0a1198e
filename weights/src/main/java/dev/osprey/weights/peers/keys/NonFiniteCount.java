package dev.osprey.weights.peers.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts values that are not finite, by tensor. */
public final class NonFiniteCount {
  private static final int SHOWN = 10;

  private record Count(int bad, int all) {}

  private final Map<String, Count> byName = new LinkedHashMap<>();

  /** Counts a tensor; repeated calls count it once. */
  public void count(String name, float[] values) {
    int bad = 0;
    for (float value : values) {
      bad += Float.isFinite(value) ? 0 : 1;
    }
    if (bad > 0) {
      byName.put(name, new Count(bad, values.length));
    }
  }

  /** Formats the counts, as in {@code a.weight (3 of 512)}; empty if all values are finite. */
  public Optional<String> text() {
    if (byName.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    byName.forEach((name, count) -> parts.add(name + " (" + count.bad + " of " + count.all + ")"));
    return Optional.of(KeyList.text(parts, SHOWN) + (parts.size() > SHOWN ? " tensors" : ""));
  }
}
