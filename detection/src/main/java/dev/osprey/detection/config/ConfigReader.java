package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detectors;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.networks.head.Heads;
import dev.osprey.networks.neck.Necks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Configuration as trees and as typed records. A tree is what a file says; a record is complete and
 * valid. Reading never runs code: types are chosen by name from the catalogues. Every mistake is a
 * {@link UserError} that names the file and the key.
 */
public final class ConfigReader {
  private static final ObjectMapper JSON = configure(JsonMapper.builder()).build();
  private static final ObjectMapper YAML =
      configure(
              YAMLMapper.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR))
          .build();

  private ConfigReader() {}

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configure(B builder) {
    builder
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addModule(new EnumNames())
        // a path as it was written, not as a URI
        .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance));
    register(builder, Detectors.types());
    register(builder, Backbones.types());
    register(builder, Necks.types());
    register(builder, Heads.types());
    return builder;
  }

  private static void register(MapperBuilder<?, ?> builder, Map<String, ? extends Class<?>> types) {
    types.forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
  }

  /** The tree of a YAML or JSON file; an empty file is an empty tree. */
  public static ObjectNode parse(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read as text: " + e.getMessage(), e);
    }
    JsonNode tree = parseValue(text, file.toString());
    if (tree instanceof ObjectNode object) {
      return object;
    }
    if (tree.isMissingNode() || tree.isNull()) {
      return JSON.createObjectNode();
    }
    throw new UserError(file + ": a configuration is a list of \"key: value\" lines");
  }

  /** The tree of one YAML value, as it stands on the command line or in a file. */
  static JsonNode parseValue(String text, String source) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      String where = location == null ? "" : " line " + location.getLineNr();
      throw new UserError(
          source
              + where
              + ": not valid YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  /** The tree of a record, with every key. */
  public static ObjectNode tree(Object config) {
    return JSON.valueToTree(config);
  }

  /**
   * The record that a complete tree describes.
   *
   * @param source named in messages: a file, or whatever the tree comes from
   */
  public static <T> T read(Class<T> type, JsonNode tree, String source) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw ConfigErrors.explain(e, source);
    }
  }

  /** A record from its JSON text. */
  public static <T> T readJson(Class<T> type, String json, String source) {
    return read(type, parseValue(json, source), source);
  }

  public static String toYaml(Object config) {
    return write(YAML, config);
  }

  public static String toJson(Object config) {
    return write(JSON, config);
  }

  private static String write(ObjectMapper mapper, Object config) {
    try {
      return mapper.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
