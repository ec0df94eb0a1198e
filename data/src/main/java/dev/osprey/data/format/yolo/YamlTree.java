package dev.osprey.data.format.yolo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.core.text.YamlFault;
import dev.osprey.core.text.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document whose values are the texts as they were written: {@code no}, {@code 1.10}, {@code
 * ~}. YAML itself would read a boolean, a number and null. Tags are ignored; an alias is replaced
 * by the list or group that it names.
 */
public sealed interface YamlTree {

  /**
   * A value.
   *
   * @param text as written, without its quotes
   * @param isNull whether YAML reads it as null
   */
  record Scalar(String text, boolean isNull) implements YamlTree {
    @Override
    public String toString() {
      return text;
    }
  }

  /** A list. */
  record Listing(List<YamlTree> items) implements YamlTree {
    public Listing {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return items.toString();
    }
  }

  /** A group of keys in their order; the last of equal keys counts. */
  record Mapping(Map<String, YamlTree> values) implements YamlTree {
    /** The value at a key; null if it is absent or null. */
    public @Nullable YamlTree get(String key) {
      YamlTree value = values.get(key);
      return value instanceof Scalar scalar && scalar.isNull() ? null : value;
    }

    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /**
   * Reads the first document of a file.
   *
   * @throws UserError if the file is not text or not YAML; the line is named
   */
  static YamlTree read(Path file) {
    String text = TextFile.read(file);
    YamlText.requireReadable(text, file.toString());
    try (YAMLParser parser = Reading.FACTORY.createParser(text)) {
      return parser.nextToken() == null ? new Scalar("", true) : new Reading(parser, file).value();
    } catch (JsonProcessingException e) {
      YamlFault fault = YamlFault.of(String.valueOf(e.getOriginalMessage()), text);
      throw new UserError(file + " line " + fault.line() + ": not valid YAML: " + fault.what(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the text is in memory
    }
  }

  /** Reads the tokens of a document. */
  final class Reading {
    private static final YAMLFactory FACTORY = new YAMLFactory();
    private final YAMLParser parser;
    private final Path file;
    private final Map<Object, YamlTree> anchors = new HashMap<>();

    private Reading(YAMLParser parser, Path file) {
      this.parser = parser;
      this.file = file;
    }

    /** The value that begins with the current token. */
    private YamlTree value() throws IOException {
      Object anchor = parser.getObjectId();
      YamlTree value;
      if (parser.currentToken() == JsonToken.START_ARRAY) {
        value = listing();
      } else if (parser.currentToken() == JsonToken.START_OBJECT) {
        value = mapping();
      } else {
        value = scalar();
      }
      if (anchor != null) {
        anchors.put(anchor, value);
      }
      return value;
    }

    private YamlTree scalar() throws IOException {
      String text = parser.getText();
      if (!parser.isCurrentAlias()) {
        return new Scalar(text, parser.currentToken() == JsonToken.VALUE_NULL);
      }
      YamlTree named = anchors.get(text);
      // Aliases of aliases can grow without bound and have no use here.
      if (named == null || !isFlat(named)) {
        throw new UserError(
            file
                + " line "
                + parser.currentTokenLocation().getLineNr()
                + ": *"
                + text
                + " refers to a value given elsewhere; write the value itself");
      }
      return named;
    }

    private static boolean isFlat(YamlTree tree) {
      if (tree instanceof Listing listing) {
        return listing.items().stream().allMatch(Scalar.class::isInstance);
      }
      return !(tree instanceof Mapping mapping)
          || mapping.values().values().stream().allMatch(Scalar.class::isInstance);
    }

    private Listing listing() throws IOException {
      List<YamlTree> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return new Listing(items);
    }

    private Mapping mapping() throws IOException {
      Map<String, YamlTree> values = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        values.put(key, value());
      }
      return new Mapping(values);
    }
  }
}
