package dev.osprey.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EmptyImages;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.format.reading.VocCorners;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.evaluation.voc.AveragePrecision;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.training.optimizer.OptimizerConfig;
import dev.osprey.training.schedule.Decay;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  @Test
  void emptyTreeGivesACompleteConfiguration() {
    RunConfig config = read("{}");

    assertThat(config.optimizer()).isEqualTo(OptimizerConfig.Sgd.of(0.005, 0.9, 1e-4));
    assertThat(config.schedule().decay()).isEqualTo(new Decay.MultiStep(List.of(16, 22), 0.1));
    assertThat(config.training().epochs()).isEqualTo(26);
    assertThat(config.augmentations()).hasSize(1);
  }

  @Test
  void eachTypeHasItsOwnDefaults() {
    RunConfig config =
        read(
            """
            optimizer: {type: adam, weightDecay: 0.1}
            schedule: {warmUp: null, decay: {type: plateau, metric: map}}
            """);

    assertThat(config.optimizer()).isInstanceOf(OptimizerConfig.Adam.class);
    assertThat(((OptimizerConfig.Adam) config.optimizer()).weightDecay()).isEqualTo(0.1);
    assertThat(config.optimizer().learningRate()).isEqualTo(1e-5);
    assertThat(config.schedule().warmUp()).isNull();
    assertThat(((Decay.Plateau) config.schedule().decay()).patience()).isEqualTo(3);
  }

  @Test
  void resolvedConfigurationSurvivesARoundTrip() {
    // absolute, because a written file has absolute paths
    Path images = Path.of("images").toAbsolutePath();
    RunConfig config =
        read(
            """
            data: {train: {folder: '%s', split: train}, validation: {folder: '%s'}}
            optimizer: {type: adamw}
            schedule: {decay: {type: cosine}}
            training: {clipNorm: 0.1, averageDecay: 0.999, maxMinutes: 10}
            """
                .formatted(images, images));

    RunConfig again =
        ConfigReader.readJson(RunConfig.class, ConfigReader.toYaml(config), "config.yaml");

    assertThat(Objects.requireNonNull(again.data().validation()).split()).isNull();
    assertThat(again.withClasses(2)).isEqualTo(config.withClasses(2));
    assertThat(RunConfig.read(ConfigReader.tree(config), "again")).isEqualTo(config);
  }

  @Test
  void evaluatesWithCocoUnlessVocIsConfigured() {
    assertThat(read("{}").evaluation().voc()).isEmpty();
    assertThat(read("evaluation: {metric: voc}").evaluation().voc())
        .contains(VocSettings.standard(AveragePrecision.ALL_POINT));
    assertThat(read("evaluation: {metric: voc07, iouThreshold: 0.7}").evaluation().voc())
        .contains(VocSettings.standard(AveragePrecision.ELEVEN_POINT).withIouThreshold(0.7));
  }

  @Test
  void dataSetHasDefaults() {
    RunConfig config = read("data: {train: {folder: images}}");

    assertThat(config.data().requireTrain().folder()).isEqualTo(Path.of("images"));
    assertThat(config.data().validation()).isNull();
    assertThatThrownBy(() -> read("{}").data().requireTrain())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("data.train is missing");
  }

  @Test
  void joinedDataSetsInheritDefaultsAndSharedKeys() {
    RunConfig config =
        read(
            """
            data:
              train:
                split: train
                onInvalid: skip
                only: [cat]
                emptyPictures: drop
                joined:
                  - {folder: a}
                  - {folder: b, format: yolo, split: val, only: [cat, dog]}
            """);

    DatasetSource train = config.data().requireTrain();
    DatasetSource plain = DatasetSource.none().withOnInvalid(OnInvalid.SKIP);
    assertThat(train.only()).containsExactly("cat");
    assertThat(train.emptyPictures()).isEqualTo(EmptyImages.DROP);
    assertThat(train.joined())
        .containsExactly(
            plain.withFolder(Path.of("a")).withSplit("train"),
            plain
                .withFolder(Path.of("b"))
                .withFormat("yolo")
                .withSplit("val")
                .withOnly(List.of("cat", "dog")));
    assertThat(RunConfig.read(ConfigReader.tree(config), "again")).isEqualTo(config);
    assertThat(
            ConfigReader.readJson(RunConfig.class, ConfigReader.toYaml(config), "config.yaml")
                .data())
        .isEqualTo(config.data());
  }

  @Test
  void settingsOverrideJoinedDataSetsByIndex() {
    ObjectNode tree = ConfigReader.readJson(ObjectNode.class, "{}", "test");
    ConfigTree.assign(tree, "data.train.joined=[{folder: a}, {folder: b}]");
    ConfigTree.assign(tree, "data.train.joined.1.split=val");
    ConfigTree.assign(tree, "data.train.vocCorners=one-based");

    DatasetSource train = RunConfig.read(tree, "test").data().requireTrain();

    assertThat(train.joined()).extracting(DatasetSource::split).containsExactly(null, "val");
    assertThat(train.joined())
        .extracting(DatasetSource::vocCorners)
        .containsOnly(VocCorners.ONE_BASED);
  }

  @Test
  void errorsInDataSetsNameTheKey() {
    assertInvalid("data: {train: [{folder: a}]}", "use data.train.joined");
    assertInvalid("data: {train: {joined: [{foldr: a}]}}", "data.train.joined[0].foldr");
    assertInvalid("data: {train: {joined: []}}", "joined is an empty list");
    assertInvalid("data: {train: {joined: [a]}}", "data.train.joined[0]");
    assertInvalid(
        "data: {train: {folder: c, joined: [{folder: a}]}}", "either joined from others or");
    assertInvalid("data: {train: {folder: a, only: cat}}", "data.train.only");
    assertInvalid("data: {train: {folder: a, emptyPictures: dropp}}", "did you mean \"drop\"?");
    assertInvalid("data: {train: {folder: a, onInvalid: skipp}}", "did you mean \"skip\"?");
  }

  @Test
  void readsTheOldNameOfOnInvalid() {
    RunConfig config =
        read(
            """
            data:
              train: {joined: [{folder: a, invalidBoxes: clip}, {folder: b}], invalidBoxes: skip}
              validation: {folder: c, invalidBoxes: fail}
            """);
    DatasetSource train = config.data().requireTrain();
    assertThat(train.joined())
        .extracting(DatasetSource::onInvalid)
        .containsExactly(OnInvalid.FIX, OnInvalid.SKIP);
    assertInvalid(
        "data: {train: {folder: a, onInvalid: skip, invalidBoxes: skip}}",
        "data.train has both onInvalid and its old name invalidBoxes");
  }

  @Test
  void errorForMistypedKeySuggestsTheNearestKey() {
    assertThatThrownBy(() -> read("training: {batchsize: 4}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("training.batchsize")
        .hasMessageContaining("batchSize");
    assertThatThrownBy(() -> read("optimizer: {type: adma}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("adma");
  }

  @Test
  void refusesSettingsOutsideTheirRange() {
    assertInvalid("training: {epochs: 0}", "training.epochs is 0");
    assertInvalid("training: {batchSize: -1}", "training.batchSize is -1");
    assertInvalid("training: {clipNorm: 0}", "training.clipNorm is 0.0");
    assertInvalid("training: {stopAtMap50: 99}", "training.stopAtMap50 is 99.0");
    assertInvalid("training: {averageDecay: 1}", "training.averageDecay is 1.0");
    assertInvalid("evaluation: {everyEpochs: 0}", "everyEpochs is 0");
    assertInvalid("evaluation: {iouThreshold: 0}", "evaluation.iouThreshold is 0.0");
    assertInvalid("evaluation: {metric: vco}", "vco");
    assertInvalid("engine: {threads: -1}", "engine.threads is -1");
  }

  @Test
  void refusesAugmentationThatDoesNotFitTheResizing() {
    assertInvalid(
        """
        model: {preprocessing: {resize: {type: none}}}
        augmentations: [{type: scale-jitter, minimum: 0.5, maximum: 2.0}]
        """,
        "scale-jitter");
  }

  private static void assertInvalid(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private static RunConfig read(String yaml) {
    return RunConfig.read(ConfigReader.readJson(ObjectNode.class, yaml, "test"), "config.yaml");
  }
}
