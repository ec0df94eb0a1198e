package dev.osprey.site.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.site.HeadingAnchors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections of the reference, one for each definition of the schema, in the order of the keys of
 * a configuration. A group that occurs in several places has the title of the first one.
 */
final class SchemaSections {

  /**
   * A section.
   *
   * @param definition the name of the definition in the schema
   * @param path the key's path in a configuration: {@code model.backbone}
   * @param type the value of the group's {@code type}; empty if the group has one type only
   */
  record Section(String definition, String path, String type) {
    String title() {
      return "`" + path + "`" + (type.isEmpty() ? "" : " with `type: " + type + "`");
    }

    /** The anchor of the heading, as {@link HeadingAnchors} has it. */
    String anchor() {
      return HeadingAnchors.anchor(title().replace("`", ""));
    }

    /** The level of the heading: 2 for a top-level key, 3 for a key inside it, then types. */
    int level() {
      return (path.contains(".") ? 3 : 2) + (type.isEmpty() ? 0 : 1);
    }
  }

  private final JsonNode definitions;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private SchemaSections(JsonNode definitions) {
    this.definitions = definitions;
  }

  static Map<String, Section> of(JsonNode schema) {
    SchemaSections found = new SchemaSections(schema.path("$defs"));
    found.follow(target(schema), "");
    return found.sections;
  }

  private void add(String definition, String path, String type) {
    if (!sections.containsKey(definition)) {
      sections.put(definition, new Section(definition, path, type));
      follow(definition, path);
    }
  }

  private void follow(String definition, String path) {
    for (Map.Entry<String, String> each : types(definitions.path(definition), path).entrySet()) {
      add(each.getValue(), path, each.getKey());
    }
    for (Map.Entry<String, JsonNode> property :
        definitions.path(definition).path("properties").properties()) {
      String target = target(property.getValue());
      if (!target.isEmpty()) {
        add(target, path.isEmpty() ? property.getKey() : path + "." + property.getKey(), "");
      }
    }
  }

  /** The definitions of an open group's types, by the value of {@code type}. */
  private static Map<String, String> types(JsonNode definition, String path) {
    List<JsonNode> cases = new ArrayList<>();
    definition.path("allOf").forEach(cases::add);
    if (path.equals("model")) {
      Collections.reverse(cases); // RetinaNet first, whose paths are the shortest
    }
    Map<String, String> types = new LinkedHashMap<>();
    for (JsonNode each : cases) {
      if (each.has("then")) {
        types.put(each.at("/if/properties/type/const").asText(), target(each.path("then")));
      }
    }
    return types;
  }

  /** The definition that a property or its list items refer to; empty if there is none. */
  static String target(JsonNode property) {
    for (String place : List.of("/$ref", "/anyOf/0/$ref", "/items/$ref", "/anyOf/0/items/$ref")) {
      if (property.at(place).isTextual()) {
        return property.at(place).textValue().replace("#/$defs/", "");
      }
    }
    return "";
  }
}
