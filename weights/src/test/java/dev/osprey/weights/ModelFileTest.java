package dev.osprey.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.LabelMap.Category;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.detector.Network;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final LabelMap LABELS =
      new LabelMap(List.of(new Category(3, "red cell"), new Category(90, "Zelle \"ü\"")));
  private static final Detector.Config CONFIG = small(2);
  private static final Network NETWORK = CONFIG.create().network();

  @TempDir private Path folder;

  @Test
  void readsBackConfigLabelsSummaryAndWeights() {
    Path file = folder.resolve("best.safetensors");
    Map<String, String> summary = Map.of("epochs", "12", "val.mAP", "0.5");
    try (Weights weights = Weights.initialize(NETWORK, Engine.cpu(), 5)) {
      ModelFile.write(file, CONFIG, LABELS, weights, summary);
      try (ModelFile model = ModelFile.open(file);
          Weights read = model.weights(model.config().create().network(), Engine.cpu())) {
        assertThat(model.config()).isEqualTo(CONFIG);
        assertThat(model.labels()).isEqualTo(LABELS);
        assertThat(model.summary()).isEqualTo(summary);
        assertThat(read.tensors().keySet()).isEqualTo(weights.tensors().keySet());
        for (String path : weights.tensors().keySet()) {
          assertThat(read.values(path)).as(path).containsExactly(weights.values(path));
        }
      }
    }
  }

  @Test
  void replacesTheOldFileAndLeavesNoTemporaryFile() throws IOException {
    Path file = write("m.safetensors", 1);
    byte[] old = Files.readAllBytes(file);
    write("m.safetensors", 2);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(old);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writesTheModelWhenTheGoldenRequestFails() {
    Path file = folder.resolve("m.safetensors");
    AtomicInteger reads = new AtomicInteger();
    Weights.Source failsOnce =
        (path, parameter) -> {
          if (reads.incrementAndGet() == 1) {
            throw new IllegalStateException("no memory");
          }
          return new float[(int) parameter.count()];
        };
    ModelFile.write(file, CONFIG, LABELS, failsOnce, Map.of());
    try (ModelFile model = ModelFile.open(file)) {
      assertThat(model.golden()).isEmpty();
      assertThat(model.config()).isEqualTo(CONFIG);
    }
    try (ModelFile model = ModelFile.open(write("other.safetensors", 1))) {
      assertThat(model.golden()).isPresent();
    }
  }

  @Test
  void writesNoGoldenRequestWithoutGolden() {
    Path file = folder.resolve("last.safetensors");
    try (Weights weights = Weights.initialize(NETWORK, Engine.cpu(), 1)) {
      ModelFile.writeWithoutGolden(file, CONFIG, LABELS, weights, Map.of("epochs", "1"));
      try (ModelFile model = ModelFile.open(file);
          Weights read = model.weights(NETWORK, Engine.cpu())) {
        assertThat(model.golden()).isEmpty();
        assertThat(model.summary()).containsOnlyKeys("epochs");
        String path = read.tensors().keySet().iterator().next();
        assertThat(read.values(path)).containsExactly(weights.values(path));
      }
    }
  }

  @Test
  void refusesToWriteAWrongNumberOfLabels() {
    Path file = folder.resolve("m.safetensors");
    try (Weights weights = Weights.initialize(NETWORK, Engine.cpu(), 1)) {
      LabelMap one = LabelMap.ofNames(List.of("a"));
      assertThatThrownBy(() -> ModelFile.write(file, CONFIG, one, weights, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("1 labels for a model of 2 classes");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void reportsBothShapesForAnotherNumberOfClasses() {
    Path file = write("m.safetensors", 1);
    Network five = CONFIG.withClasses(5).create().network();
    try (ModelFile model = ModelFile.open(file)) {
      // 9 anchors · 2 classes against 9 · 5
      assertThatThrownBy(() -> model.weights(five, Engine.cpu()))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(file + ": the weights do not fit the model (2 differences):")
          .hasMessageContaining(
              "wrong shape: head.classification_head.cls_logits.bias is [18], not [45]")
          .hasMessageContaining(
              "wrong shape: head.classification_head.cls_logits.weight is [18, 8, 3, 3], not"
                  + " [45, 8, 3, 3]");
    }
  }

  @Test
  void listsMissingUnexpectedAndWrongShapesTogether() {
    Path file = folder.resolve("odd.safetensors");
    SafeTensorsWriter writer = writerWithMetadata();
    NETWORK
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              float[] zeros = new float[(int) parameter.count()];
              if (path.equals("backbone.body.bn1.weight")) {
                writer.add(path, DType.F32, new long[] {8, 8}, TensorContent.of(zeros));
              } else if (!path.equals("backbone.body.bn1.bias")) {
                writer.add(path, DType.F32, parameter.shape(), TensorContent.of(zeros));
              }
            });
    writer.add("fc.bias", DType.F32, new long[] {1}, TensorContent.of(new float[1]));
    writer.write(file);
    try (ModelFile model = ModelFile.open(file)) {
      assertThatThrownBy(() -> model.weights(NETWORK, Engine.cpu()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("(3 differences)")
          .hasMessageContaining("missing: backbone.body.bn1.bias")
          .hasMessageContaining("wrong shape: backbone.body.bn1.weight is [8, 8], not [64]")
          .hasMessageContaining("unexpected: fc.bias");
    }
  }

  @Test
  void limitsTheListOfDifferencesAndCountsTheRest() {
    Path file = folder.resolve("empty.safetensors");
    writerWithMetadata().write(file);
    int missing = NETWORK.namedParameters().size();
    try (ModelFile model = ModelFile.open(file)) {
      assertThatThrownBy(() -> model.weights(NETWORK, Engine.cpu()))
          .hasMessageContaining("(" + missing + " differences)")
          .hasMessageEndingWith("and " + (missing - 20) + " more");
    }
  }

  @Test
  void refusesSafetensorsOfOtherTools() {
    Path file = folder.resolve("weights.safetensors");
    new SafeTensorsWriter()
        .metadata("format", "pt")
        .add("x", DType.F32, new long[] {1}, TensorContent.of(new float[1]))
        .write(file);
    assertRefused(file, file + ": not an Osprey model file: its metadata has no osprey.format");
  }

  @Test
  void refusesFilesThatAreNotSafetensors() throws IOException {
    assertRefused(
        Files.writeString(folder.resolve("a.safetensors"), "this is a text, not a model\n"),
        "is not a model file: it is text (it begins \"this is a text, not a model\")");
    assertRefused(Files.write(folder.resolve("b.safetensors"), new byte[3]), "is not a model file");
    assertRefused(folder.resolve("nowhere.safetensors"), "does not exist");
    assertRefused(folder, "is a folder");
  }

  @Test
  void refusesAFileTruncatedAtAnyLength() throws IOException {
    byte[] whole = Files.readAllBytes(write("m.safetensors", 1));
    for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
      assertRefused(cut, cut.toString());
    }
  }

  @Test
  void advisesToUpdateForANewerFormat() {
    Path file = folder.resolve("m.safetensors");
    new SafeTensorsWriter().metadata("osprey.format", "2").write(file);
    assertRefused(file, "model format 2 is newer than this Osprey; update Osprey");
  }

  @Test
  void reportsMetadataThatDoesNotFit() {
    Path file = folder.resolve("m.safetensors");
    LabelMap three = LabelMap.ofNames(List.of("a", "b", "c"));
    new SafeTensorsWriter()
        .metadata("osprey.format", "1")
        .metadata("osprey.config", ConfigReader.toJson(CONFIG))
        .metadata("osprey.labels", ConfigReader.toJson(three))
        .write(file);
    assertRefused(file, "the configuration has 2 classes, the label map 3");

    new SafeTensorsWriter()
        .metadata("osprey.format", "1")
        .metadata("osprey.config", "{\"type\":\"retinanet\"}")
        .metadata("osprey.labels", ConfigReader.toJson(three))
        .write(file);
    assertRefused(file, file + " (configuration): classes is missing");
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> ModelFile.open(file).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private Path write(String name, long seed) {
    Path file = folder.resolve(name);
    try (Weights weights = Weights.initialize(NETWORK, Engine.cpu(), seed)) {
      ModelFile.write(file, CONFIG, LABELS, weights, Map.of());
    }
    return file;
  }

  /** Returns a writer with the metadata of a model file and no weights. */
  private static SafeTensorsWriter writerWithMetadata() {
    return new SafeTensorsWriter()
        .metadata("osprey.format", "1")
        .metadata("osprey.config", ConfigReader.toJson(CONFIG))
        .metadata("osprey.labels", ConfigReader.toJson(LABELS));
  }

  /** A RetinaNet with one stage of a ResNet-18 and narrow towers: 250,000 weights. */
  private static Detector.Config small(int classes) {
    ObjectNode tree = ConfigReader.tree(Presets.config("retinanet-r18-torchvision"));
    for (String setting :
        List.of(
            "classes=" + classes,
            "backbone.outStages=[1]",
            "neck.channels=8",
            "neck.extraLevels={type: none}",
            "head.channels=8",
            "head.depth=1",
            "anchors.sizes.perLevel=[[16, 20, 25]]")) {
      ConfigTree.assign(tree, setting);
    }
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }
}
