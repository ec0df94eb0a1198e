package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.osprey.core.UserError;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What went wrong in a configuration, in the user's words: file, key, cure. */
final class ConfigErrors {
  private ConfigErrors() {}

  static UserError explain(JsonProcessingException error, String source) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError mistake) {
        return new UserError(source + ": " + mistake.getMessage(), error);
      }
    }
    if (error instanceof JsonMappingException mapping) {
      return new UserError(source + ": " + describe(mapping), error);
    }
    return new UserError(source + ": " + error.getOriginalMessage(), error);
  }

  private static String describe(JsonMappingException error) {
    String path = path(error);
    if (error instanceof UnrecognizedPropertyException unknown) {
      List<String> known =
          unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
      return "unknown key "
          + path
          + "; "
          + NearestName.hint(unknown.getPropertyName(), known)
          + "known keys here: "
          + String.join(", ", known);
    }
    if (error instanceof InvalidTypeIdException type) {
      return type.getTypeId() == null
          ? path + ".type is missing: it says which kind is meant"
          : path + ": unknown type \"" + type.getTypeId() + "\"; " + knownTypes(error);
    }
    if (error instanceof InvalidFormatException format) {
      String target = kind(format.getTargetType());
      return path + ": \"" + format.getValue() + "\" is not " + target + detail(error);
    }
    if (error instanceof MismatchedInputException mismatch) {
      if (error.getOriginalMessage().contains("Missing required creator property")
          || error.getOriginalMessage().contains("Null value for creator property")
          || error.getOriginalMessage().contains("Cannot map `null`")) {
        return path + " is missing";
      }
      return path + " should be " + kind(mismatch.getTargetType());
    }
    return path + ": " + error.getOriginalMessage();
  }

  /** The part of Jackson's message behind "known here", or nothing. */
  private static String detail(JsonMappingException error) {
    int start = error.getOriginalMessage().indexOf("known here: ");
    return start < 0 ? "" : "; " + error.getOriginalMessage().substring(start);
  }

  private static String knownTypes(JsonMappingException error) {
    String message = error.getOriginalMessage();
    int start = message.indexOf("known type ids = [");
    int end = message.indexOf(']', Math.max(start, 0));
    return start < 0 || end < 0
        ? ""
        : "known: " + message.substring(start + "known type ids = [".length(), end);
  }

  private static String kind(Class<?> type) {
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
    if (type == String.class) {
      return "text";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type.isEnum()
        ? "one of the values known here"
        : "a group of keys (" + type.getSimpleName().toLowerCase(Locale.ROOT) + ")";
  }

  private static String path(JsonMappingException error) {
    String path =
        error.getPath().stream()
            .map(
                reference ->
                    reference.getFieldName() == null
                        ? "[" + reference.getIndex() + "]"
                        : Objects.requireNonNull(reference.getFieldName()))
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "the configuration" : path.replace(".[", "[");
  }
}
