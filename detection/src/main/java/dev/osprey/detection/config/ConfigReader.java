package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.UserError;
import dev.osprey.core.text.YamlText;
import dev.osprey.detection.Detectors;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.networks.head.Heads;
import dev.osprey.networks.neck.Necks;
import dev.osprey.networks.region.RegionHeads;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration as trees and as typed records. A tree is what a file says; a record is complete and
 * valid. Reading never runs code: types are chosen by name from the catalogues. Every mistake is a
 * {@link UserError} that names the file and the key.
 */
public final class ConfigReader {
  private static final Pattern NOT_FINITE =
      Pattern.compile("(?m)(?:^|[\\s:,{\\[])([-+]?\\.(?:nan|NaN|NAN|inf|Inf|INF))(?=[\\s,}\\]]|$)");

  private static final ObjectMapper JSON = configure(JsonMapper.builder()).build();
  private static final ObjectMapper ASCII =
      configure(JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)).build();
  private static final ObjectMapper YAML =
      configure(
              YAMLMapper.builder(
                      YAMLFactory.builder().stringQuotingChecker(new PlainStrings()).build())
                  .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                  // a type is a key like any other, not YAML's !<tag>, which trees do not keep
                  .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR))
          .build();

  /** Half a character, as a JSON file may have it escaped: it cannot be written as UTF-8. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\uD800-\\uDFFF]");

  /** Jackson's limit for numbers in JSON. */
  private static final int LONGEST_NUMBER = 1000;

  private ConfigReader() {}

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configure(B builder) {
    builder
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .annotationIntrospector(
            AnnotationIntrospector.pair(
                new RecordComponents(), new JacksonAnnotationIntrospector()))
        .addModule(new EnumNames())
        .addModule(new EntryIds())
        .addModule(new PathNames());
    register(builder, Detectors.types());
    register(builder, Backbones.types());
    register(builder, Necks.types());
    register(builder, RegionHeads.types());
    register(builder, Heads.types());
    return builder;
  }

  private static void register(MapperBuilder<?, ?> builder, Map<String, ? extends Class<?>> types) {
    types.forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
  }

  /** The types that a group of this kind may name, by the name, in alphabetical order. */
  static Map<String, Class<?>> subtypes(Class<?> type) {
    DeserializationConfig config = JSON.getDeserializationConfig();
    AnnotatedClass annotated = AnnotatedClassResolver.resolveWithoutSuperTypes(config, type);
    Map<String, Class<?>> byName = new TreeMap<>();
    JSON.getSubtypeResolver()
        .collectAndResolveSubtypesByTypeId(config, annotated)
        .forEach(subtype -> byName.put(subtype.getName(), subtype.getType()));
    return byName;
  }

  /** The tree of a YAML or JSON file; an empty file is an empty tree. */
  public static ObjectNode parse(Path file) {
    if (!Files.exists(file)) {
      throw new UserError(file + ": there is no such file");
    }
    String text = TextFile.read(file);
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
    YamlText.requireReadable(text, source);
    requireShortNumbers(text, source);
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      requireFiniteNumbers(text, source);
      throw ConfigErrors.syntax(e, text, source);
    }
  }

  /** YAML's infinite numbers, which no setting takes and the reader refuses without their line. */
  private static void requireFiniteNumbers(String text, String source) {
    Matcher found = NOT_FINITE.matcher(text);
    if (found.find()) {
      long line = text.substring(0, found.end()).lines().count();
      throw new UserError(
          source + " line " + line + ": " + found.group(1) + " is no finite number; give one");
    }
  }

  /** YAML's reader has no limit of its own, and takes the square of the digits in time. */
  private static void requireShortNumbers(String text, String source) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits = c == '_' || Character.digit(c, 16) >= 0 ? digits + 1 : 0;
      if (digits > LONGEST_NUMBER) {
        long line = text.substring(0, i).lines().count();
        throw new UserError(
            source + " line " + line + ": a number has more than " + LONGEST_NUMBER + " digits");
      }
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
    if (tree.isMissingNode() || tree.isNull()) {
      throw new UserError(source + ": there is nothing in it; give its keys");
    }
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw ConfigErrors.explain(e, tree, source);
    }
  }

  /**
   * A record or a tree from its JSON text; other YAML is read too.
   *
   * @param source named in messages
   */
  public static <T> T readJson(Class<T> type, String json, String source) {
    JsonNode tree;
    try {
      // JSON's own reader first: YAML's refuses some characters that JSON allows in strings
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      tree = parseValue(json, source);
    }
    return read(type, tree, source);
  }

  public static String toYaml(Object config) {
    return write(YAML, config);
  }

  public static String toJson(Object config) {
    return write(JSON, config);
  }

  /**
   * JSON in ASCII, all other characters escaped, for the metadata of model files. Readers that know
   * only a part of Unicode read it whole: ONNX Runtime's binding for Java cuts texts that have
   * characters beyond U+FFFF, and half a surrogate pair is no UTF-8.
   */
  public static String toAsciiJson(Object config) {
    return write(ASCII, config);
  }

  /** JSON in lines, for people and for comparing versions. */
  public static String toIndentedJson(Object config) {
    return JSON.valueToTree(config).toPrettyString() + "\n";
  }

  private static String write(ObjectMapper mapper, Object config) {
    try {
      return LONE_SURROGATE.matcher(mapper.writeValueAsString(config)).replaceAll("\uFFFD");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
