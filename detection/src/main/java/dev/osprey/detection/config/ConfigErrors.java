package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.core.text.YamlFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns failures to read a configuration into messages for users: file, key, value and fix. */
final class ConfigErrors {
  private static final int LONGEST_VALUE = 60;

  private ConfigErrors() {}

  /** The error for a tree that does not fit its record. */
  static UserError explain(JsonProcessingException error, JsonNode tree, String source) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError mistake) {
        return new UserError(source + ": " + mistake.getMessage(), error);
      }
    }
    String what =
        error instanceof JsonMappingException mapping
            ? describe(mapping, tree)
            : error.getOriginalMessage();
    return new UserError(source + ": " + what, error);
  }

  /** The error for a text that is not valid YAML, of which JSON is a part. */
  static UserError syntax(JsonProcessingException error, String text, String source) {
    if (error instanceof MismatchedInputException mismatch
        && mismatch.getProcessor() instanceof JsonParser parser) {
      return duplicateKey(mismatch, parser, source);
    }
    YamlFault fault = YamlFault.of(error.getOriginalMessage(), text);
    return new UserError(
        source + " line " + fault.line() + ": not valid YAML: " + fault.what(), error);
  }

  /**
   * The error for a key that occurs twice, the only reason why well-formed YAML is refused as a
   * tree.
   */
  private static UserError duplicateKey(
      MismatchedInputException error, JsonParser parser, String source) {
    String key;
    try {
      key = parser.currentName();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the name was read before
    }
    return new UserError(
        source
            + " line "
            + error.getLocation().getLineNr()
            + ": key "
            + key
            + " occurs twice; keep one",
        error);
  }

  /** The error for a text with more than one document. */
  static UserError secondDocument(JsonLocation start, String source) {
    return new UserError(
        source
            + " line "
            + start.getLineNr()
            + ": a second document begins here; a configuration is one document");
  }

  private static String describe(JsonMappingException error, JsonNode tree) {
    String path = path(error.getPath());
    if (error instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
      String near = NearestName.hint(unknown.getPropertyName(), known);
      return "unknown key "
          + path
          + "; "
          + (near.isEmpty() ? elsewhere(unknown.getPropertyName(), path, tree) : near)
          + "known keys here: "
          + String.join(", ", known);
    }
    JsonNode node = node(tree, error.getPath());
    String value = text(node);
    if (error instanceof InvalidTypeIdException type) {
      return describeType(type, path, value);
    }
    String subject = path.isEmpty() ? "the configuration" : path;
    if (error instanceof MismatchedInputException mismatch) {
      if (node.isMissingNode() || node.isNull()) {
        return subject + " is missing; it should be " + kind(mismatch.getTargetType());
      }
      return subject
          + (value.isEmpty() ? "" : " is " + value + "; it")
          + " should be "
          + kind(mismatch.getTargetType())
          + hint(value, mismatch.getTargetType());
    }
    if (error.getCause() instanceof InputCoercionException) {
      return subject + " is " + value + ", which is out of range";
    }
    String what =
        error.getCause() instanceof IllegalArgumentException mistake
            ? String.valueOf(mistake.getMessage())
            : error.getOriginalMessage();
    return path.isEmpty() ? what : path + ": " + what;
  }

  /**
   * Suggests the places in the configuration where a key of that name exists; empty if there are
   * none.
   */
  private static String elsewhere(String key, String path, JsonNode tree) {
    List<String> places = new ArrayList<>();
    collect(key, "", tree, places);
    places.remove(path);
    return places.isEmpty() ? "" : "did you mean " + String.join(" or ", places) + "? ";
  }

  private static void collect(String key, String prefix, JsonNode tree, List<String> places) {
    tree.properties()
        .forEach(
            entry -> {
              if (entry.getKey().equals(key)) {
                places.add(prefix + key);
              }
              collect(key, prefix + entry.getKey() + ".", entry.getValue(), places);
            });
  }

  private static String describeType(InvalidTypeIdException error, String path, String value) {
    String key = path.isEmpty() ? "type" : path + ".type";
    if (!value.startsWith("{")) {
      return path + " is " + value + "; it should be a group of keys with a type";
    }
    if (error.getTypeId() == null) {
      return key + " is missing; it selects the kind";
    }
    Set<String> known = ConfigReader.subtypes(error.getBaseType().getRawClass()).keySet();
    return key
        + " \""
        + error.getTypeId()
        + "\" is unknown; "
        + NearestName.hint(error.getTypeId(), known)
        + "known: "
        + String.join(", ", known);
  }

  private static String hint(String value, @Nullable Class<?> type) {
    if (type == String.class || (type != null && Path.class.isAssignableFrom(type))) {
      return value.startsWith("{") || value.startsWith("[") ? "; put text in quotes" : "";
    }
    if (type == null || !type.isEnum()) {
      return "";
    }
    String hint = NearestName.hint(value.replace("\"", ""), ConfigReader.enumNames(type));
    return hint.isEmpty() ? "" : "; " + hint.strip();
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another kind";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class || type == float.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (Path.class.isAssignableFrom(type)) {
      return "a path";
    }
    if (type == String.class) {
      return "text";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type.isEnum()
        ? "one of " + String.join(", ", ConfigReader.enumNames(type))
        : "a group of keys";
  }

  /** The path of a place, such as {@code anchors.sizes[0]}; empty for the whole configuration. */
  private static String path(List<Reference> references) {
    StringBuilder path = new StringBuilder();
    for (Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  /** The value at a place; a missing node if there is none. */
  private static JsonNode node(JsonNode tree, List<Reference> references) {
    JsonNode node = tree;
    for (Reference reference : references) {
      node =
          reference.getFieldName() == null
              ? node.path(reference.getIndex())
              : node.path(reference.getFieldName());
    }
    return node;
  }

  /** A value as JSON, shortened; empty if it is missing. */
  private static String text(JsonNode node) {
    String text = node.isMissingNode() ? "" : node.toString();
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
