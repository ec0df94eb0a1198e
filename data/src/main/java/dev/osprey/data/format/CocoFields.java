package dev.osprey.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one entry of a COCO file, with messages that name file, entry and field. */
final class CocoFields {
  private static final String BOX = "bbox";

  private final Path file;
  private final String position;
  private final String kind;
  private final Map<String, Double> numbers = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private double @Nullable [] box;

  /**
   * @param position names the entry where its id is not known: {@code annotations[17]}
   * @param kind names it before its id: {@code annotation}
   */
  CocoFields(Path file, String position, String kind) {
    this.file = file;
    this.position = position;
    this.kind = kind;
  }

  /** Reads one object; the parser stands at its start and is left at its end. */
  void read(JsonParser parser, Set<String> numeric, Set<String> textual) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (name.equals(BOX) && numeric.contains(BOX)) {
        box = readBox(parser);
      } else if (numeric.contains(name)) {
        numbers.put(name, numeric(parser, name));
      } else if (textual.contains(name)) {
        texts.put(name, parser.getValueAsString(""));
        parser.skipChildren();
      } else {
        parser.skipChildren();
      }
    }
  }

  private double numeric(JsonParser parser, String name) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default ->
          throw wrong(
              "has " + name + " " + shown(parser) + "; it should be a number. Fix the entry");
    };
  }

  private static String shown(JsonParser parser) throws IOException {
    return parser.currentToken().isStructStart()
        ? "that is a list or object"
        : "\"" + parser.getText() + "\"";
  }

  private double[] readBox(JsonParser parser) throws IOException {
    double[] read = new double[4];
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(
          "has a bbox that is no list; COCO boxes are [x, y, width, height]. Fix the entry");
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      double value = numeric(parser, "in its bbox");
      if (count < 4) {
        read[count] = value;
      }
      count++;
    }
    if (count != 4) {
      throw wrong(
          "has a bbox of "
              + count
              + " numbers; COCO boxes are [x, y, width, height]. Fix the entry");
    }
    return read;
  }

  double[] box() {
    if (box == null) {
      throw missing(BOX);
    }
    return box;
  }

  double number(String name) {
    Double value = numbers.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  double numberOr(String name, double fallback) {
    Double value = numbers.get(name);
    return value == null ? fallback : value;
  }

  /** An id; Python treats 3.0 and 3 as the same key, so 3.0 is one too. */
  long integer(String name) {
    double value = number(name);
    if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
      throw wrong("has " + name + " " + value + "; it should be a whole number. Fix the entry");
    }
    return (long) value;
  }

  int int32(String name) {
    long value = integer(name);
    if (value != (int) value) {
      throw wrong("has " + name + " " + value + ", which is too large. Fix the entry");
    }
    return (int) value;
  }

  int intOr(String name, int fallback) {
    return numbers.containsKey(name) ? int32(name) : fallback;
  }

  @Nullable String textOr(String name, @Nullable String fallback) {
    return texts.getOrDefault(name, fallback);
  }

  UserError missing(String name) {
    return wrong("has no " + name + ". Add it");
  }

  private UserError wrong(String what) {
    Double id = numbers.get("id");
    String entry = id == null || id != Math.rint(id) ? position : kind + " " + (long) (double) id;
    return new UserError(file + ": " + entry + " " + what);
  }
}
