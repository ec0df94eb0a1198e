package dev.osprey.detection.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import java.util.Arrays;
import java.util.Map;

/** Merges configuration trees and sets keys in them. */
public final class ConfigTree {
  private static final String TYPE = "type";

  private ConfigTree() {}

  /**
   * Returns a copy of {@code base} with the keys of {@code over} on top. Groups of keys are merged
   * and all other values are replaced. A group whose {@code type} changes is replaced as a whole.
   */
  public static ObjectNode merge(ObjectNode base, ObjectNode over) {
    return merge(base, over, MissingNode.getInstance());
  }

  /**
   * Merges into a partial {@code base}.
   *
   * @param complete a complete tree, which has the {@code type} of groups where {@code base} relies
   *     on defaults
   */
  public static ObjectNode merge(ObjectNode base, ObjectNode over, JsonNode complete) {
    ObjectNode merged = base.deepCopy();
    for (Map.Entry<String, JsonNode> entry : over.properties()) {
      JsonNode old = merged.get(entry.getKey());
      JsonNode whole = complete.path(entry.getKey());
      if (old instanceof ObjectNode oldGroup
          && entry.getValue() instanceof ObjectNode newGroup
          && isSameType(oldGroup, newGroup, whole)) {
        merged.set(entry.getKey(), merge(oldGroup, newGroup, whole));
      } else {
        merged.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
    return merged;
  }

  private static boolean isSameType(ObjectNode base, ObjectNode over, JsonNode complete) {
    JsonNode type = over.get(TYPE);
    return type == null || type.equals(base.has(TYPE) ? base.get(TYPE) : complete.get(TYPE));
  }

  /**
   * Sets one key of {@code tree} in place. A change of {@code type} clears the group first.
   *
   * @param assignment {@code key.path=value} with a YAML value; {@code list.0=value} sets an
   *     element of a list
   */
  public static void assign(ObjectNode tree, String assignment) {
    assign(tree, assignment, MissingNode.getInstance());
  }

  /**
   * Sets one key of a partial {@code tree} in place.
   *
   * @param complete a complete tree; a list that {@code tree} leaves to defaults is copied from it
   *     before one of its elements is set
   */
  public static void assign(ObjectNode tree, String assignment, JsonNode complete) {
    int equals = assignment.indexOf('=');
    String[] keys = assignment.substring(0, Math.max(equals, 0)).strip().split("\\.", -1);
    if (Arrays.stream(keys).anyMatch(String::isBlank)) {
      throw new UserError("\"" + assignment + "\": settings are given as key.path=value");
    }
    JsonNode parsed = value(assignment.substring(equals + 1), assignment);
    JsonNode value = parsed.isMissingNode() ? tree.nullNode() : parsed;
    JsonNode group = tree;
    JsonNode whole = complete;
    for (int i = 0; i < keys.length - 1; i++) {
      whole = whole.path(keys[i]);
      group = step(group, keys[i], whole, assignment);
    }
    put(group, keys[keys.length - 1], value, assignment);
  }

  private static JsonNode value(String text, String assignment) {
    try {
      return ConfigReader.parseValue(text, assignment);
    } catch (UserError e) {
      throw new UserError(
          e.getMessage() + ". If it is text, put quotes around it: 'key=\"text\"'", e);
    }
  }

  private static JsonNode step(JsonNode group, String key, JsonNode whole, String assignment) {
    JsonNode next =
        group instanceof ArrayNode list ? list.get(place(list, key, assignment)) : group.path(key);
    if (group instanceof ObjectNode object && (next.isMissingNode() || next.isNull())) {
      return object.set(key, whole.isArray() ? whole.deepCopy() : object.objectNode()).get(key);
    }
    if (!next.isContainerNode()) {
      throw new UserError("\"" + assignment + "\": " + key + " is a value and has no keys");
    }
    return next;
  }

  private static void put(JsonNode group, String key, JsonNode value, String assignment) {
    if (group instanceof ArrayNode list) {
      list.set(place(list, key, assignment), value);
      return;
    }
    ObjectNode object = (ObjectNode) group;
    if (key.equals(TYPE) && object.has(TYPE) && !object.get(TYPE).equals(value)) {
      object.removeAll();
    }
    object.set(key, value);
  }

  private static int place(ArrayNode list, String key, String assignment) {
    if (!key.matches("\\d{1,6}") || Integer.parseInt(key) >= list.size()) {
      throw new UserError(
          "\""
              + assignment
              + "\": "
              + key
              + " is not an index of a list of "
              + list.size()
              + " (from 0)");
    }
    return Integer.parseInt(key);
  }
}
