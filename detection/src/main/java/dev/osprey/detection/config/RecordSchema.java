package dev.osprey.detection.config;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) of a configuration, generated from its records and the catalogues
 * of their types. Keys, kinds of values and names that {@link ConfigReader} refuses are refused by
 * the schema too. It does not contain further checks of records, such as ranges.
 *
 * <p>Configuration files are partial, so no key is required, except {@code type} in elements of a
 * list, which have no defaults.
 */
public final class RecordSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> REAL =
      Set.of(double.class, Double.class, float.class, Float.class);

  private final ObjectNode definitions = NODES.objectNode();

  private RecordSchema() {}

  /**
   * Returns the schema of files that are read as {@code root}. Each record is one of its {@code
   * $defs}.
   */
  public static ObjectNode of(Class<?> root) {
    RecordSchema schema = new RecordSchema();
    ObjectNode whole =
        NODES.objectNode().put("$schema", "https://json-schema.org/draft/2020-12/schema");
    whole.setAll(schema.group(root));
    return whole.set("$defs", schema.definitions);
  }

  /** The name of a type among the {@code $defs}: {@code detection.coding.BoxCoder.Config}. */
  public static String definition(Class<?> type) {
    return type.getName().replaceFirst("^dev\\.osprey\\.", "").replace('$', '.');
  }

  private ObjectNode schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return NODES.objectNode().set("enum", names(ConfigReader.enumNames(plain)));
    }
    String kind = kind(plain);
    return kind == null ? group(plain) : NODES.objectNode().put("type", kind);
  }

  private static @Nullable String kind(Class<?> type) {
    if (WHOLE.contains(type)) {
      return "integer";
    }
    if (REAL.contains(type)) {
      return "number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    return type == String.class || type == Path.class ? "string" : null;
  }

  private ObjectNode collection(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      ObjectNode items = schema(arguments[0]);
      if (arguments[0] instanceof Class<?> element && isOpen(element)) {
        items.putArray("required").add(typeKey(element));
      }
      return NODES.objectNode().put("type", "array").set("items", items);
    }
    if (Map.class.isAssignableFrom(raw)) {
      return NODES
          .objectNode()
          .put("type", "object")
          .set("additionalProperties", schema(arguments[1]));
    }
    throw unknown(type);
  }

  /** Returns a reference to the definition of a type, which is created on first use. */
  private ObjectNode group(Class<?> type) {
    String name = definition(type);
    if (!definitions.has(name)) {
      definitions.putObject(name); // before its contents, because a record may contain itself
      definitions.set(name, isOpen(type) ? oneOfItsTypes(type) : record(type));
    }
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  private static boolean isOpen(Class<?> type) {
    return !type.isRecord() && type.isAnnotationPresent(JsonTypeInfo.class);
  }

  private static String typeKey(Class<?> type) {
    return type.getAnnotation(JsonTypeInfo.class).property();
  }

  /**
   * The schema of a group whose {@code type} determines its keys; without a {@code type} the keys
   * of any type are valid.
   */
  private ObjectNode oneOfItsTypes(Class<?> type) {
    String key = typeKey(type);
    ObjectNode schema = NODES.objectNode().put("type", "object");
    Map<String, Class<?>> subtypes = ConfigReader.subtypes(type);
    schema.putObject("properties").putObject(key).set("enum", names(subtypes.keySet()));
    ArrayNode cases = schema.putArray("allOf");
    Set<ObjectNode> any = new LinkedHashSet<>(); // two types may have the same keys
    for (Map.Entry<String, Class<?>> subtype : subtypes.entrySet()) {
      ObjectNode reference = group(subtype.getValue());
      ((ObjectNode) definitions.path(definition(subtype.getValue())).path("properties"))
          .putObject(key)
          .put("type", "string");
      ObjectNode condition = given(key);
      condition.putObject("properties").putObject(key).put("const", subtype.getKey());
      cases.addObject().<ObjectNode>set("if", condition).set("then", reference);
      any.add(reference.deepCopy());
    }
    ObjectNode silent = cases.addObject().set("if", given(key));
    silent.putObject("else").putArray("anyOf").addAll(any);
    return schema;
  }

  private static ObjectNode given(String key) {
    ObjectNode condition = NODES.objectNode();
    condition.putArray("required").add(key);
    return condition;
  }

  private ObjectNode record(Class<?> type) {
    if (!type.isRecord()) {
      throw unknown(type);
    }
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode property = schema(component.getGenericType());
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      properties.set(component.getName(), nullable ? orNull(property) : property);
    }
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.path("enum") instanceof ArrayNode constants) {
      constants.addNull();
      return schema;
    }
    if (schema.path("type").isTextual()) {
      String kind = schema.path("type").textValue();
      schema.putArray("type").add(kind).add("null");
      return schema;
    }
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).addObject().put("type", "null");
    return either;
  }

  private static ArrayNode names(Collection<String> names) {
    List<JsonNode> texts = new ArrayList<>();
    names.forEach(name -> texts.add(NODES.textNode(name)));
    return NODES.arrayNode().addAll(texts);
  }

  private static IllegalStateException unknown(Type type) {
    return new IllegalStateException(
        type.getTypeName() + " is the type of a setting; RecordSchema does not know such types");
  }
}
