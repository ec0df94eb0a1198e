package dev.osprey.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.detection.Detector;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.preset.Presets;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.optimizer.OptimizerConfig;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import dev.osprey.training.schedule.Decay;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSettingsTest {
  @TempDir private Path folder;

  @Test
  void fileOverridesItsBaseKeyByKey() throws IOException {
    write(
        "base.yaml",
        """
        model: {preset: retinanet-r18-torchvision, neck: {channels: 64}}
        optimizer: {learningRate: 0.02}
        schedule: {decay: {type: multi-step, milestones: [4, 6]}}
        augmentations: [{type: horizontal-flip, probability: 0.1}]
        """);
    RunConfig config =
        read(
            """
            base: base.yaml
            optimizer: {type: sgd, momentum: 0.8}
            schedule: {decay: {milestones: [8]}}
            augmentations: []
            """);

    // the default type is sgd, so the rate of the base is kept
    assertThat(config.optimizer()).isEqualTo(OptimizerConfig.Sgd.of(0.02, 0.8, 1e-4));
    assertThat(config.schedule().decay()).isEqualTo(new Decay.MultiStep(List.of(8), 0.1));
    assertThat(config.augmentations()).isEmpty();
    assertThat(config.model())
        .isEqualTo(
            read("model: {preset: retinanet-r18-torchvision, neck: {channels: 64}}").model());
  }

  @Test
  void changedTypeReplacesTheGroupOfTheBase() throws IOException {
    write("base.yaml", "optimizer: {momentum: 0.5, weightDecay: 0.3, learningRate: 0.7}");

    RunConfig config = read("base: base.yaml\noptimizer: {type: adamw, learningRate: 0.001}");

    assertThat(config.optimizer())
        .isEqualTo(read("optimizer: {type: adamw, learningRate: 0.001}").optimizer());
  }

  @Test
  void errorNamesTheFileThatContainsIt() throws IOException {
    Path base = write("base.yaml", "training: {epoch: 3}");
    Path file = write("run.yaml", "base: base.yaml\nengine: {threads: 1}");
    assertMistake(file, List.of(), base + ": unknown key training.epoch");
    assertMistake(file, List.of("training.seed=1"), base + ": unknown key training.epoch");

    write("base.yaml", "training: {epochs: 3}");
    assertMistake(
        file,
        List.of("engine.thread=1"),
        "settings on the command line: unknown key engine.thread");
    write("run.yaml", "base: base.yaml\nmodel: {preset: retinanet-r19}");
    assertMistake(file, List.of(), file + ": preset \"retinanet-r19\" is unknown");
  }

  // Each row has two lists of equivalent settings.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
optimizer.learningRate=0.1 optimizer.type=adamw | optimizer={type: adamw, learningRate: 0.1}
optimizer.type=adam optimizer.type=adamw        | optimizer.type=adamw
training.maxMinutes=5 training.maxMinutes=null  | training.maxMinutes=
schedule.warmUp=null schedule.warmUp.steps=7    | schedule.warmUp.steps=7
model.loss.box.type=l1                          | model.loss.box={type: l1}
augmentations.0.probability=0.3                 | augmentations=[{type: horizontal-flip, probability: 0.3}]
""")
  void equivalentSettingsGiveTheSameConfiguration(String some, String others) throws IOException {
    Path file = write("run.yaml", "{}");
    RunConfig config = RunSettings.of(file).with(List.of(some.split(" (?=\\w+\\.)"))).config();
    assertThat(config).isEqualTo(RunSettings.of(file).with(List.of(others)).config());
  }

  @Test
  void settingsOverrideListsAndTypesOfFilesAndPresets() throws IOException {
    Path file = write("run.yaml", "optimizer: {type: adam, beta1: 0.5}");

    RunConfig config =
        RunSettings.of(file)
            .with(
                List.of(
                    "augmentations.0.probability=0.3",
                    "model.anchors.sizes.perLevel.0.0=20",
                    "model.loss.box.type=l1",
                    "optimizer.type=sgd"))
            .config();

    assertThat(config.augmentations()).containsExactly(new Augmentation.HorizontalFlip(0.3));
    OneStageDetector.Config model = (OneStageDetector.Config) config.model();
    // the finest level's stride is 8; its sizes were 32, 40 and 50
    assertThat(model.anchors().sizes().ofLevel(0, 8)).containsExactly(20.0, 40.0, 50.0);
    assertThat(model.loss().box()).isEqualTo(new L1Loss());
    assertThat(config.optimizer()).isEqualTo(OptimizerConfig.Sgd.of(0.005, 0.9, 1e-4));
  }

  @Test
  void refusesSettingWithUnknownKey() throws IOException {
    Path file = write("run.yaml", "{}");
    assertMistake(
        file,
        List.of("augmentations.1.probability=1"),
        "\"augmentations.1.probability=1\": 1 is not an index of a list of 1 (from 0)");
    assertMistake(
        file,
        List.of("epochs=1"),
        "settings on the command line: unknown key epochs; did you mean training.epochs?");
  }

  @Test
  void writtenConfigurationAndModelFileReproduceTheRunToTheBit() throws IOException {
    var unused = SmallRun.splits(folder.resolve("shapes"));
    RunConfig config =
        SmallRun.config(
            "training.averageDecay=0.9",
            "data.train=" + source("train"),
            "data.validation=" + source("val"));
    Map<String, List<Float>> first = trained(config, "first");
    Path written = folder.resolve("first/config.yaml");

    assertThat(Files.readString(written)).doesNotContain("preset", "base:");
    assertThat(trained(RunSettings.of(written).config(), "again")).isEqualTo(first);
    for (String model : List.of("best.safetensors", "last.safetensors")) {
      assertThat(RunSettings.of(folder.resolve("first").resolve(model)).config())
          .isEqualTo(RunSettings.of(written).config());
    }
  }

  @Test
  void modelFileWithoutARunGivesItsModelAndDefaults() throws IOException {
    Path file = folder.resolve("imported.safetensors");
    Detector detector = Presets.config("retinanet-r18-torchvision").withClasses(1).create();
    try (Weights weights = Weights.initialize(detector.network(), Engine.cpu(), 1)) {
      ModelFile.write(
          file, detector.config(), LabelMap.ofNames(List.of("cell")), weights, Map.of());
    }

    RunConfig config = RunSettings.of(file).with(List.of("training.epochs=3")).config();

    assertThat(config.model()).isEqualTo(detector.config());
    assertThat(config.training().epochs()).isEqualTo(3);
    assertThat(config.data().train()).isNull();
  }

  private Map<String, List<Float>> trained(RunConfig config, String name) {
    TrainingRun.Splits splits =
        TrainingRun.Splits.read(config.data(), config.training().seed(), warning -> {});
    try (TrainingRun run = SmallRun.open(config, splits, folder.resolve(name), Start.FRESH)) {
      run.trainer().run(Estimation.NONE);
      return SmallRun.tensors(run.state());
    }
  }

  private String source(String split) {
    return "{folder: \"%s\", split: %s, onInvalid: fail, vocCorners: as-written}"
        .formatted(folder.resolve("shapes"), split);
  }

  private RunConfig read(String yaml) throws IOException {
    return RunSettings.of(write("run.yaml", yaml)).config();
  }

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml);
  }

  private static void assertMistake(Path file, List<String> settings, String message) {
    assertThatThrownBy(() -> RunSettings.of(file).with(settings).config())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(message);
  }
}
