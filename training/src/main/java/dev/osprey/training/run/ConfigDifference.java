package dev.osprey.training.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.config.RunConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A setting whose value differs between two configurations.
 *
 * @param key with dots, such as {@code training.epochs}
 * @param before the value as JSON; {@code none} if the configuration has no such key
 */
record ConfigDifference(String key, String before, String now) {
  private static final String NONE = "none";

  /** All differences, in the order of the keys. A list counts as one value. */
  static List<ConfigDifference> between(RunConfig before, RunConfig now) {
    List<ConfigDifference> all = new ArrayList<>();
    collect("", written(before), written(now), all);
    return all;
  }

  /** The tree in the form of a file, so that equal numbers have the same type. */
  private static JsonNode written(RunConfig config) {
    return ConfigReader.readJson(
        ObjectNode.class, ConfigReader.toJson(config.tree()), "the run's configuration");
  }

  private static void collect(
      String path, JsonNode before, JsonNode now, List<ConfigDifference> all) {
    if (before instanceof ObjectNode old && now instanceof ObjectNode other) {
      Set<String> keys = new LinkedHashSet<>();
      old.fieldNames().forEachRemaining(keys::add);
      other.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        collect(path.isEmpty() ? key : path + "." + key, old.path(key), other.path(key), all);
      }
    } else if (!before.equals(now)) {
      all.add(new ConfigDifference(path, text(before), text(now)));
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? NONE : ConfigReader.toJson(value);
  }

  boolean isBelow(String group) {
    return key.equals(group) || key.startsWith(group + ".");
  }

  /** Whether the setting was added or removed. */
  boolean isPresence() {
    return before.equals(NONE) != now.equals(NONE);
  }

  /** {@code training.epochs 2, now 8}. */
  String text() {
    return key + " " + before + ", now " + now;
  }
}
