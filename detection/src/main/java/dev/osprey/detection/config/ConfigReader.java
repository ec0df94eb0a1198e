package dev.osprey.detection.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes configurations, as trees and as typed records. A tree holds the contents of a
 * file and may be partial; a record is complete and valid. Reading never runs code, because types
 * are chosen by name from the catalogues. Every mistake is a {@link UserError} that names the file
 * and the key.
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
                  // types are written as ordinary keys: trees do not keep YAML's !<tag>
                  .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR))
          .build();

  /** Half of a surrogate pair, which JSON can escape but UTF-8 cannot encode. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\uD800-\\uDFFF]");

  /** The most digits of a number, as in Jackson's reader of JSON. */
  private static final int LONGEST_NUMBER = 1000;

  private ConfigReader() {}

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configure(B builder) {
    builder
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .annotationIntrospector(
            AnnotationIntrospector.pair(
                new RecordComponents(), new JacksonAnnotationIntrospector()))
        // NEAREST_EVEN is nearest-even
        .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
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

  /**
   * The types that {@code type} can name in a group of this kind, by name, in alphabetical order.
   */
  static Map<String, Class<?>> subtypes(Class<?> type) {
    DeserializationConfig config = JSON.getDeserializationConfig();
    AnnotatedClass annotated = AnnotatedClassResolver.resolveWithoutSuperTypes(config, type);
    Map<String, Class<?>> byName = new TreeMap<>();
    JSON.getSubtypeResolver()
        .collectAndResolveSubtypesByTypeId(config, annotated)
        .forEach(subtype -> byName.put(subtype.getName(), subtype.getType()));
    return byName;
  }

  /** The names of an enum's constants in configuration files, in the order of the constants. */
  static List<String> enumNames(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> JSON.valueToTree(constant).textValue())
        .toList();
  }

  /** Reads the tree of a YAML or JSON file; an empty file is an empty tree. */
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
    throw new UserError(file + ": a configuration consists of \"key: value\" lines");
  }

  /** Reads the tree of one YAML value, from a file or from the command line. */
  static JsonNode parseValue(String text, String source) {
    YamlText.requireReadable(text, source);
    requireShortNumbers(text, source);
    try (JsonParser parser = YAML.createParser(text)) {
      JsonNode tree = YAML.readTree(parser);
      if (parser.nextToken() != null) {
        throw ConfigErrors.secondDocument(parser.currentTokenLocation(), source);
      }
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      requireFiniteNumbers(text, source);
      throw ConfigErrors.syntax(e, text, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string in memory is always readable
    }
  }

  /** Refuses infinite numbers and NaN of YAML, naming their line, which the reader does not. */
  private static void requireFiniteNumbers(String text, String source) {
    Matcher found = NOT_FINITE.matcher(text);
    if (found.find()) {
      long line = text.substring(0, found.end()).lines().count();
      throw new UserError(
          source + " line " + line + ": " + found.group(1) + " is not a finite number; give one");
    }
  }

  /**
   * Refuses very long numbers: the YAML reader has no limit, and its time grows with the square of
   * the digits.
   */
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

  /** Converts a record to a tree with every key. */
  public static ObjectNode tree(Object config) {
    return JSON.valueToTree(config);
  }

  /**
   * Converts a complete tree to its record.
   *
   * @param source origin of the tree in messages, such as a file
   */
  public static <T> T read(Class<T> type, JsonNode tree, String source) {
    if (tree.isMissingNode() || tree.isNull()) {
      throw new UserError(source + ": it is empty; give its keys");
    }
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw ConfigErrors.explain(e, tree, source);
    }
  }

  /**
   * Reads a record or a tree from JSON text, or from other YAML.
   *
   * @param source named in messages
   */
  public static <T> T readJson(Class<T> type, String json, String source) {
    JsonNode tree;
    try {
      // the JSON reader comes first, because YAML refuses some characters that JSON allows in
      // strings
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
   * Writes JSON in ASCII with all other characters escaped, for the metadata of model files.
   * Readers with incomplete Unicode support can read it: the Java binding of ONNX Runtime truncates
   * texts with characters beyond U+FFFF, and half a surrogate pair is not valid UTF-8.
   */
  public static String toAsciiJson(Object config) {
    return write(ASCII, config);
  }

  /** Writes indented JSON, for people and for diffs. */
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
