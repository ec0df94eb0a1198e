package dev.osprey.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a piece of work, which a child process gets as one JSON object of texts. */
public record WorkSettings(Map<String, String> values) {
  public WorkSettings {
    values = Map.copyOf(values);
  }

  /** Pairs of keys and values. */
  public static WorkSettings of(Object... pairs) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i].toString(), pairs[i + 1].toString());
    }
    return new WorkSettings(values);
  }

  /** These settings with others beside them or in their place. */
  public WorkSettings with(Object... pairs) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(of(pairs).values);
    return new WorkSettings(all);
  }

  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting " + key + " is missing in " + values.keySet());
    }
    return value;
  }

  public String text(String key, String absent) {
    return values.getOrDefault(key, absent);
  }

  public int number(String key) {
    return Integer.parseInt(text(key));
  }

  public int number(String key, int absent) {
    return values.containsKey(key) ? number(key) : absent;
  }

  public Path path(String key) {
    return Path.of(text(key));
  }

  /** The settings as one argument of a child, in the order of their keys. */
  public String json() {
    return new ObjectMapper().valueToTree(new TreeMap<>(values)).toString();
  }

  /** Reads what {@link #json} wrote. */
  public static WorkSettings parse(String json) {
    try {
      Map<String, String> values = new TreeMap<>();
      JsonNode tree = new ObjectMapper().readTree(json);
      tree.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
      return new WorkSettings(values);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("settings of a child cannot be read: " + json, e);
    }
  }
}
