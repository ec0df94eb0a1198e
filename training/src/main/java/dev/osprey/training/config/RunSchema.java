package dev.osprey.training.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.detection.Detectors;
import dev.osprey.detection.config.ConfigFiles;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.RecordSchema;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.training.optimizer.OptimizerConfig;
import dev.osprey.training.schedule.Decay;
import java.util.Map;

/**
 * The JSON Schema of run configurations, with which editors complete and check them. It consists of
 * the schema of the records, the keys that only files have ({@code base}, {@code model.preset}),
 * and the defaults and comments of {@code defaults.yaml}.
 */
public final class RunSchema {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "source", DatasetSource.class, "optimizer", OptimizerConfig.class, "decay", Decay.class);

  private final ObjectNode schema = RecordSchema.of(RunConfig.class);
  private final ObjectNode file =
      ConfigReader.readJson(ObjectNode.class, RunDefaults.text(), "defaults.yaml");
  private final Map<String, String> comments = YamlComments.of(RunDefaults.text());

  private RunSchema() {}

  /** The schema as JSON text. */
  public static String text() {
    RunSchema schema = new RunSchema();
    schema.addBase();
    schema.addPresets();
    schema.addWeights();
    schema.addNames();
    schema.describe(RecordSchema.definition(RunConfig.class), "/run");
    TYPES.forEach((key, type) -> schema.describe(RecordSchema.definition(type), "/types/" + key));
    return ConfigReader.toIndentedJson(schema.schema.put("title", "Osprey run configuration"));
  }

  private void addBase() {
    properties(RecordSchema.definition(RunConfig.class))
        .putObject(ConfigFiles.BASE)
        .put("type", "string")
        .put(
            "description",
            "another configuration file, relative to this one, which is read first; this file"
                + " replaces its settings key by key");
  }

  private void addPresets() {
    for (Class<?> detector : Detectors.types().values()) {
      ObjectNode preset = properties(RecordSchema.definition(detector)).putObject("preset");
      Presets.names().forEach(preset.putArray("enum")::add);
      preset.set("default", file.at("/run/model/preset"));
      preset.put("description", comments.get("/run/model/preset"));
    }
  }

  /** Moves the weights into the model, which is their place in files. */
  private void addWeights() {
    properties(RecordSchema.definition(RunConfig.class)).remove(PretrainedConfig.KEY);
    ((ObjectNode) schema.path("$defs")).remove(RecordSchema.definition(PretrainedConfig.class));
    for (Class<?> detector : Detectors.types().values()) {
      addWeights(detector, "detector; its last layers are initialised again for other classes");
    }
    for (Class<?> backbone : Backbones.types().values()) {
      addWeights(backbone, "backbone, such as an ImageNet classifier's");
    }
  }

  private void addWeights(Class<?> type, String of) {
    ObjectNode weights = properties(RecordSchema.definition(type)).putObject("weights");
    weights.putArray("type").add("string").add("null");
    weights.put(
        "description",
        "initial weights: a file or the name of published weights of a " + of + "; null: none");
    weights.putNull("default");
  }

  private void addNames() {
    ObjectNode format =
        properties(RecordSchema.definition(DatasetSource.class)).putObject("format");
    ArrayNode names = format.putArray("enum");
    DatasetFormats.names().forEach(names::add);
    names.addNull();
    ObjectNode engine = properties(RecordSchema.definition(EngineConfig.class));
    ((ObjectNode) engine.path("device")).put("pattern", "^(cpu|auto|cuda(:[0-9]{1,3})?)$");
  }

  /** Adds defaults and comments to a definition and to those that it refers to. */
  private void describe(String definition, String path) {
    JsonNode values = file.at(path);
    ObjectNode properties = properties(definition);
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      String child = path + "/" + entry.getKey();
      String type = ofType(definition, entry.getKey());
      if (!type.isEmpty()) {
        describe(type, child);
      } else if (properties.path(entry.getKey()) instanceof ObjectNode property) {
        describe(property, entry.getValue(), child);
      }
    }
  }

  private void describe(ObjectNode property, JsonNode value, String path) {
    String comment = comments.get(path);
    if (comment != null) {
      property.put("description", comment);
    }
    String target = target(property);
    if (!value.isObject()) {
      property.set("default", value);
    } else if (!target.isEmpty()) {
      String type = ofType(target, value.path("type").asText());
      describe(type.isEmpty() ? target : type, path);
    }
  }

  private ObjectNode properties(String definition) {
    return (ObjectNode) schema.path("$defs").path(definition).path("properties");
  }

  /** The definition of one type of an open group; empty if there is no such group or type. */
  private String ofType(String definition, String type) {
    for (JsonNode each : schema.path("$defs").path(definition).path("allOf")) {
      if (each.at("/if/properties/type/const").asText().equals(type)) {
        return target(each.path("then"));
      }
    }
    return "";
  }

  /** The definition that a property refers to; empty if it refers to none. */
  private static String target(JsonNode property) {
    JsonNode reference = property.path("$ref");
    JsonNode orNull = property.at("/anyOf/0/$ref");
    String text = reference.isMissingNode() ? orNull.asText() : reference.asText();
    return text.replace("#/$defs/", "");
  }
}
