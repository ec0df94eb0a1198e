package dev.osprey.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.osprey.cli.CommandLineRun;
import dev.osprey.detection.config.ConfigFiles;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.training.config.RunDefaults;
import dev.osprey.training.config.RunSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema for editors accepts and refuses the same files as Osprey itself. */
class RunSchemaTest {
  private static final Path ROOT = Path.of(System.getProperty("osprey.root", ".."));
  private static final Path COMMITTED = ROOT.resolve("docs/osprey.schema.json");
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(RunSchema.text());

  @Test
  void committedSchemaMatchesTheConfigurationRecords() throws IOException {
    assertThat(Files.readString(COMMITTED))
        .as("settings changed; regenerate the schema: ./osprey schema > docs/osprey.schema.json")
        .isEqualTo(RunSchema.text());
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsValidAndNamesTheSchema(Path example) throws IOException {
    for (ConfigFiles.Layer layer : ConfigFiles.read(example)) {
      assertThat(mistakes(layer.tree())).isEmpty();
    }
    String first = Files.readAllLines(example).get(0);
    assertThat(first).startsWith("# yaml-language-server: $schema=");
    assertThat(example.resolveSibling(first.substring(first.indexOf('=') + 1)).normalize())
        .isEqualTo(COMMITTED.normalize());
  }

  @Test
  void demoConfigurationIsValid() throws IOException {
    try (var in =
        Objects.requireNonNull(
            RunSchemaTest.class.getResourceAsStream("/dev/osprey/cli/train/demo.yaml"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(mistakes(tree(text).path("run"))).isEmpty();
    }
  }

  static Set<String> presets() {
    return Presets.names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetIsValidByNameAndInFull(String preset) {
    ObjectNode byName = tree("model: {preset: " + preset + "}");
    assertThat(mistakes(byName)).isEmpty();
    ObjectNode complete = RunDefaults.complete(byName);
    assertThat(complete.at("/model/backbone").isObject()).isTrue();
    assertThat(mistakes(complete)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "base: other.yaml",
        "model: {neck: {channels: 64}}",
        "model: {backbone: {outStages: [2, 3]}}",
        "model: {loss: {box: {type: giou, eps: 1.0e-7}}}",
        "model: {postprocess: {topKPerLevel: null}}",
        "optimizer: {learningRate: 1}",
        "optimizer: {type: adamw, beta1: 0.8, groups: {decayed: weights}}",
        "schedule: {warmUp: null, decay: {type: plateau, metric: map}}",
        "augmentations: [{type: shortest-side-choice, sides: [480, 512]}]",
        "data: {train: {folder: cells, format: voc}, validation: null}",
        "engine: {device: 'cuda:1'}"
      })
  void optionalKeysMayBeLeftOutOrNull(String yaml) {
    assertThat(mistakes(tree(yaml))).isEmpty();
  }

  // Each line has a mistake and its reported place.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
training: {batchsize: 4}                       | $.training
trainig: {batchSize: 4}                        | $
training: {batchSize: "4"}                     | $.training.batchSize
training: {batchSize: 4.5}                     | $.training.batchSize
training: {batchSize: null}                    | $.training.batchSize
training: {lastBatch: DROP}                    | $.training.lastBatch
model: {preset: retinanet-r19}                 | $.model.preset
model: {backbone: {type: resnext}}             | $.model.backbone.type
model: {backbone: {type: resnet, width: 0.25}} | $.model.backbone
model: {backbone: {dept: 18}}                  | $.model.backbone
model: {anchors: {sizes: {type: pixels, perLevel: [[1, x]]}}} | $.model.anchors.sizes.perLevel[0][1]
model: {postprocess: {order: scores}}          | $.model.postprocess.order
model: retinanet-r18-torchvision               | $.model
optimizer: {type: sgd, beta1: 0.9}             | $.optimizer
augmentations: [{probability: 0.5}]            | $.augmentations[0]
augmentations: {type: horizontal-flip}         | $.augmentations
data: {train: {format: pascal}}                | $.data.train.format
engine: {device: gpu}                          | $.engine.device
base: 5                                        | $.base
""")
  void mistakesAreReportedAtTheirPlace(String yaml, String place) {
    assertThat(mistakes(tree(yaml)))
        .extracting(mistake -> mistake.getInstanceLocation().toString())
        .contains(place);
  }

  @Test
  void keysHaveDefaultsAndDescriptions() {
    JsonNode definitions = tree(RunSchema.text()).path("$defs");
    JsonNode training = definitions.path("training.config.TrainingConfig").path("properties");
    assertThat(training.at("/accumulate/default").intValue()).isEqualTo(1);
    assertThat(training.at("/accumulate/description").asText())
        .isEqualTo("batches in one optimiser step");
    // within a group, each type has its own defaults
    assertThat(
            definitions
                .path("training.optimizer.OptimizerConfig.AdamW")
                .at("/properties/weightDecay/default")
                .doubleValue())
        .isEqualTo(0.05);
    JsonNode source = definitions.path("data.format.reading.DatasetSource").path("properties");
    assertThat(source.at("/onInvalid/default").asText()).isEqualTo("fail");
    assertThat(source.at("/folder/description").asText()).contains("layout is recognised");
  }

  @Test
  void schemaCommandPrintsTheSchema() {
    assertThat(CommandLineRun.of("schema").output()).isEqualTo(RunSchema.text());
  }

  private static Set<ValidationMessage> mistakes(JsonNode tree) {
    return SCHEMA.validate(tree);
  }

  private static ObjectNode tree(String yaml) {
    return ConfigReader.readJson(ObjectNode.class, yaml, "test");
  }
}
