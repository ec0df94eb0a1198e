package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.core.text.YamlFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What went wrong in a configuration, in the user's words: file, key, value, cure. */
final class ConfigErrors {
  private static final int LONGEST_VALUE = 60;

  private ConfigErrors() {}

  /** A tree that does not fit its record. */
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

  /** A text that is no tree. Its language is YAML, of which JSON is a part. */
  static UserError syntax(JsonProcessingException error, String text, String source) {
    JsonLocation location = error.getLocation();
    String where = location == null ? source : source + " line " + location.getLineNr();
    String message = error.getOriginalMessage();
    if (message.startsWith("Duplicate field '")) {
      String key = message.substring(message.indexOf('\'') + 1).replaceAll("' for .*", "");
      return new UserError(where + ": key " + key + " stands twice; keep one", error);
    }
    if (message.startsWith("Trailing token")) {
      return new UserError(
          where + ": the configuration ends before this line; it is one document", error);
    }
    YamlFault fault = YamlFault.of(message, text);
    return new UserError(
        source + " line " + fault.line() + ": not valid YAML: " + fault.what(), error);
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
    String value = value(tree, error.getPath());
    if (error instanceof InvalidTypeIdException type) {
      return describeType(type, path, value);
    }
    String subject = path.isEmpty() ? "the configuration" : path;
    if (error instanceof MismatchedInputException mismatch) {
      if (isMissing(mismatch)) {
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

  /** Where in the configuration a key of that name stands, if it does. */
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
      return path + " is " + value + "; it should be a group of keys, with a type";
    }
    if (error.getTypeId() == null) {
      return key + " is missing: it says which kind is meant";
    }
    List<String> known = knownTypes(error.getOriginalMessage());
    return key
        + " \""
        + error.getTypeId()
        + "\" is unknown; "
        + NearestName.hint(error.getTypeId(), known)
        + "known: "
        + String.join(", ", known);
  }

  private static List<String> knownTypes(String message) {
    String opening = "known type ids = [";
    int start = message.indexOf(opening) + opening.length();
    return List.of(message.substring(start, message.indexOf(']', start)).split(", "));
  }

  private static boolean isMissing(MismatchedInputException error) {
    String message = error.getOriginalMessage();
    return error instanceof InvalidNullException
        || message.startsWith("Missing required creator property")
        || message.startsWith("Missing creator property")
        || message.startsWith("Null value for creator property")
        || message.startsWith("Cannot map `null`");
  }

  private static String hint(String value, @Nullable Class<?> type) {
    if (type == String.class || (type != null && Path.class.isAssignableFrom(type))) {
      return value.startsWith("{") || value.startsWith("[") ? "; text is put in quotes" : "";
    }
    if (type == null || !type.isEnum()) {
      return "";
    }
    String hint = NearestName.hint(value.replace("\"", ""), EnumNames.of(type));
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
    return type.isEnum() ? "one of " + String.join(", ", EnumNames.of(type)) : "a group of keys";
  }

  /** {@code anchors.sizes[0]}; empty for the whole configuration. */
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

  /** What stands there, in JSON, cut short; empty where nothing does. */
  private static String value(JsonNode tree, List<Reference> references) {
    JsonNode node = tree;
    for (Reference reference : references) {
      node =
          reference.getFieldName() == null
              ? node.path(reference.getIndex())
              : node.path(reference.getFieldName());
    }
    if (node instanceof MissingNode) {
      return "";
    }
    String text = node.toString();
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
