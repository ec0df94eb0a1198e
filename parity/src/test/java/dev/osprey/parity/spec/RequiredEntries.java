package dev.osprey.parity.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Lookups that fail if the entry is missing. */
public final class RequiredEntries {
  private RequiredEntries() {}

  public static <V> V of(Map<String, V> map, String name) {
    V value = map.get(name);
    if (value == null) {
      throw new CaseError("there is no " + name + " among " + map.keySet());
    }
    return value;
  }

  public static JsonNode of(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new CaseError("spec.json has no " + name + " in " + node);
    }
    return value;
  }
}
