package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;

/**
 * Renames old keys, so that old configuration and model files can still be read. {@code
 * invalidBoxes: fail | skip | clip} became {@code onInvalid: fail | skip | fix}.
 */
final class RenamedKeys {
  private static final String OLD = "invalidBoxes";
  private static final String NEW = "onInvalid";
  private static final String OLD_FIX = "clip";

  private RenamedKeys() {}

  /** Renames the old keys of a tree in place. */
  static ObjectNode rename(ObjectNode tree, String source) {
    for (String split : RunDefaults.SPLITS) {
      renameIn(tree.at("/data/" + split), "data." + split, source);
    }
    return tree;
  }

  private static void renameIn(JsonNode node, String path, String source) {
    if (node instanceof ObjectNode dataset) {
      JsonNode old = dataset.remove(OLD);
      if (old != null) {
        if (dataset.has(NEW)) {
          throw new UserError(
              source
                  + ": "
                  + path
                  + " has both "
                  + NEW
                  + " and its old name "
                  + OLD
                  + "; keep one");
        }
        if (old.asText().equals(OLD_FIX)) {
          dataset.put(NEW, "fix");
        } else {
          dataset.set(NEW, old);
        }
      }
      JsonNode joined = dataset.path(RunDefaults.JOINED);
      for (int i = 0; i < joined.size(); i++) {
        renameIn(joined.get(i), path + "." + RunDefaults.JOINED + "[" + i + "]", source);
      }
    }
  }

  /** Renames the old keys of a setting {@code key.path=value}. */
  static String rename(String assignment) {
    int sign = assignment.indexOf('=');
    if (sign < 0 || !assignment.substring(0, sign).endsWith("." + OLD)) {
      return assignment;
    }
    String value = assignment.substring(sign + 1);
    return assignment.substring(0, sign - OLD.length())
        + NEW
        + "="
        + (value.strip().equals(OLD_FIX) ? "fix" : value);
  }
}
