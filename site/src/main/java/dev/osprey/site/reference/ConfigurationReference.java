package dev.osprey.site.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.site.reference.SchemaSections.Section;
import dev.osprey.training.config.RunSchema;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The page of the guide with every key of a run configuration. */
public final class ConfigurationReference {
  private static final String HEADER =
      """
      # Configuration reference

      This page lists every key of a configuration, by its path. It is generated from the records that
      configurations are read into, their Javadoc, and
      [defaults.yaml](../../training/src/main/resources/dev/osprey/training/config/defaults.yaml). How files,
      presets and the command line work together is explained in [Configuration](configuration.md).

      A default in the table holds where neither the file nor the preset sets the key. Keys under `model`
      have no default of their own: the preset sets them all. A key that may be `null` may be left out.
      Where a group is used in several places, such as `norm`, the table links to one description.

      """;

  private final SourceFiles sources;
  private final TypeComments comments;
  private final JsonNode definitions;
  private final Map<String, Section> sections;
  private final Set<Class<?>> explained = new HashSet<>();
  private final StringBuilder page = new StringBuilder(HEADER);

  private ConfigurationReference(Path root) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(RunSchema.text());
    this.sources = SourceFiles.of(root);
    this.comments = new TypeComments(sources);
    this.definitions = schema.path("$defs");
    this.sections = SchemaSections.of(schema);
  }

  /**
   * Returns the page as Markdown.
   *
   * @param root the repository, whose sources contain the Javadoc
   */
  public static String text(Path root) throws IOException {
    ConfigurationReference reference = new ConfigurationReference(root);
    for (Section section : reference.sections.values()) {
      reference.write(section);
    }
    return reference.page.toString().stripTrailing() + "\n";
  }

  private void write(Section section) throws IOException {
    page.append("#".repeat(section.level())).append(' ').append(section.title()).append("\n\n");
    Class<?> type = sources.type(section.definition());
    TypeComment comment = comments.of(type);
    String summary = summary(type);
    if (!summary.isEmpty()) {
      page.append(summary).append("\n\n");
    }
    JsonNode definition = definitions.path(section.definition());
    if (definition.has("allOf")) {
      writeTypes(definition);
    } else {
      writeKeys(type, comment, definition.path("properties"));
    }
  }

  private void writeTypes(JsonNode definition) {
    for (JsonNode each : definition.path("allOf")) {
      if (each.has("then")) {
        Section of = section(SchemaSections.target(each.path("then")));
        String name = each.at("/if/properties/type/const").asText();
        page.append("- ").append(link("`type: " + name + "`", of)).append('\n');
      }
    }
    page.append('\n');
  }

  private void writeKeys(Class<?> type, TypeComment comment, JsonNode properties)
      throws IOException {
    List<String> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : properties.properties()) {
      if (!entry.getKey().equals("type")) {
        rows.add(row(type, comment, entry.getKey(), entry.getValue()));
      }
    }
    if (rows.isEmpty()) {
      page.append("It has no further keys.\n\n");
      return;
    }
    page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    rows.forEach(row -> page.append(row).append('\n'));
    page.append('\n');
    writeConstants(type, properties);
  }

  private String row(Class<?> type, TypeComment comment, String key, JsonNode property)
      throws IOException {
    JsonNode standard = property.path("default");
    return "| `%s` | %s | %s | %s |"
        .formatted(
            key,
            key.equals("preset") ? "a preset's name" : value(property),
            standard.isMissingNode() ? "" : "`" + plain(standard) + "`",
            meaning(type, comment, key, property));
  }

  /**
   * Returns the {@code @param} text of a key, else its comment in {@code defaults.yaml}, else the
   * first sentence about its type.
   */
  private String meaning(Class<?> type, TypeComment comment, String key, JsonNode property)
      throws IOException {
    String text =
        comment.parameters().getOrDefault(key, property.path("description").asText().strip());
    if (!text.isEmpty()) {
      return text;
    }
    String target = SchemaSections.target(property);
    return summary(target.isEmpty() ? componentType(type, key) : sources.type(target));
  }

  /** Returns the first sentence about a type; a {@code Config} without one has its outer type's. */
  private String summary(Class<?> type) throws IOException {
    String own = comments.of(type).summary();
    Class<?> outer = type.getDeclaringClass();
    return own.isEmpty() && outer != null && type.getSimpleName().equals("Config")
        ? comments.of(outer).summary()
        : own;
  }

  private static Class<?> componentType(Class<?> type, String key) {
    return Stream.of(type.getRecordComponents())
        .filter(component -> component.getName().equals(key))
        .<Class<?>>map(RecordComponent::getType)
        .findFirst()
        .orElse(Object.class);
  }

  /** Explains the enum values of the keys below their table, once for each enum. */
  private void writeConstants(Class<?> type, JsonNode properties) throws IOException {
    for (RecordComponent component : type.getRecordComponents()) {
      Class<?> values = component.getType();
      Map<String, String> meanings = comments.of(values).constants();
      if (!meanings.isEmpty() && explained.add(values)) {
        page.append("Values of `").append(component.getName()).append("`:\n\n");
        JsonNode names = properties.path(component.getName()).path("enum");
        Object[] constants = values.getEnumConstants();
        for (int i = 0; i < constants.length; i++) {
          String meaning = meanings.getOrDefault(((Enum<?>) constants[i]).name(), "");
          if (!meaning.isEmpty()) {
            // the schema has the names that files use, in the order of the constants
            String name = names.path(i).asText();
            page.append("- `").append(name).append("`: ").append(meaning).append('\n');
          }
        }
        page.append('\n');
      }
    }
  }

  private String value(JsonNode property) {
    if (property.has("anyOf")) {
      return value(property.at("/anyOf/0")) + " or `null`";
    }
    if (property.has("$ref")) {
      Section target = section(SchemaSections.target(property));
      return link("`" + target.path() + "`", target);
    }
    if (property.has("enum")) {
      List<String> names = new ArrayList<>();
      property.path("enum").forEach(name -> names.add("`" + name.asText() + "`"));
      return String.join(", ", names);
    }
    JsonNode type = property.path("type");
    String name = type.isArray() ? type.path(0).asText() : type.asText();
    return simple(name, property) + (type.isArray() ? " or `null`" : "");
  }

  private String simple(String type, JsonNode property) {
    return switch (type) {
      case "integer" -> "whole number";
      case "number" -> "number";
      case "boolean" -> "`true`, `false`";
      case "string" -> "text";
      case "array" -> "list: " + value(property.path("items"));
      case "object" -> "names with " + value(property.path("additionalProperties"));
      default -> throw new IllegalStateException("no words for the type " + type);
    };
  }

  private static String plain(JsonNode value) {
    return value.isContainerNode() ? value.toString().replace("\"", "") : value.asText();
  }

  private Section section(String definition) {
    Section section = sections.get(definition);
    if (section == null) {
      throw new IllegalStateException(definition + " has no section");
    }
    return section;
  }

  private static String link(String text, Section section) {
    return "[" + text + "](#" + section.anchor() + ")";
  }
}
