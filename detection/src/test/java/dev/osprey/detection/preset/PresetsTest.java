package dev.osprey.detection.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.networks.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetsTest {
  @TempDir private Path folder;

  static Iterable<String> names() {
    return Presets.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPresetBuildsItsDetectorForAnyNumberOfClasses(String name) {
    Detector.Config config = Presets.config(name).withClasses(3);
    Detector detector = config.create();
    assertThat(detector.config()).isEqualTo(config);
    assertThat(config.classes()).isEqualTo(3);
    // Faster R-CNN: 3 classes and the background; RetinaNet: 9 anchors of 3 classes; RetinaFace: 2
    // anchors of 3 classes and the background
    Map<String, Integer> outputs =
        Map.of(
            "roi_heads.box_predictor.cls_score.bias", 4,
            "head.classification_head.cls_logits.bias", 27,
            "head.ClassHead.0.conv1x1.bias", 8);
    Map<String, Parameter> parameters = detector.network().namedParameters();
    assertThat(outputs.keySet()).filteredOn(parameters::containsKey).hasSize(1);
    outputs.forEach(
        (bias, count) -> {
          Parameter parameter = parameters.get(bias);
          if (parameter != null) {
            assertThat(parameter.shape()).containsExactly(count);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPresetRoundTripsThroughAConfigurationFile(String name) throws IOException {
    Detector.Config config = Presets.config(name);
    Path file = Files.writeString(folder.resolve("config.yaml"), ConfigReader.toYaml(config));
    assertThat(ConfigReader.read(Detector.Config.class, ConfigReader.parse(file), "config.yaml"))
        .isEqualTo(config);
    assertThat(
            ConfigReader.readJson(Detector.Config.class, ConfigReader.toJson(config), "metadata"))
        .isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource("names")
  void withScoreThresholdChangesOnlyThatSettingOfTheLastStage(String name) {
    Detector.Config config = Presets.config(name);
    ObjectNode expected = ConfigReader.tree(config);
    ((ObjectNode) expected.findValue("postprocess")).put("scoreThreshold", 0.125);

    Detector.Config other = config.withScoreThreshold(0.125);
    assertThat(other.postprocess().scoreThreshold()).isEqualTo(0.125);
    assertThat(ConfigReader.tree(other)).isEqualTo(expected);
    assertThat(other.withScoreThreshold(config.postprocess().scoreThreshold())).isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesAScoreThresholdOfOne(String name) {
    Detector.Config config = Presets.config(name);
    assertThatThrownBy(() -> config.withScoreThreshold(1.0))
        .isInstanceOf(UserError.class)
        .hasMessage("postprocess.scoreThreshold lies in [0, 1), got 1.0");
  }

  @ParameterizedTest
  @MethodSource("names")
  void yamlOfAPresetIsACompleteModelOfARunConfiguration(String name) throws IOException {
    Preset preset = Presets.preset(name);
    Path file = Files.writeString(folder.resolve("copied.yaml"), preset.yaml());
    ObjectNode tree = ConfigReader.parse(file);
    assertThat(tree.fieldNames()).toIterable().containsExactly("model");
    assertThat(ConfigReader.read(Detector.Config.class, tree.path("model"), "copied.yaml"))
        .isEqualTo(preset.config());
  }

  @Test
  void yamlOfAPresetBeginsWithItsSource() {
    assertThat(Presets.preset("retinanet-r50-v2").yaml())
        .startsWith("# RetinaNet v2 with ResNet-50 as torchvision has it")
        .contains(
            """
            # paper: Zhang et al. 2020, arXiv 1912.02424
            # peer:  torchvision, retinanet_resnet50_fpn_v2
            # score: 41.5 box mAP on COCO val2017
            model:
            """);
    assertThat(Presets.preset("fasterrcnn-vgg16").yaml()).contains("# score: none published\n");
  }

  @Test
  void yamlKeepsTheCommentsOfAPresetAndOfItsBase() {
    assertThat(Presets.preset("retinanet-r50-caffe-mmdet").yaml())
        .contains("    # norm_cfg=dict(type='BN', requires_grad=False)")
        .contains("    # Only mmdetection's region proposals read its min_bbox_size");
  }

  @Test
  void scoreIsNotInheritedFromTheBase() {
    assertThat(Presets.preset("retinanet-r50-torchvision").score())
        .isEqualTo("36.4 box mAP on COCO val2017");
    assertThat(Presets.preset("retinanet-r18-torchvision").score()).isNull();
  }

  @Test
  void catalogueHasEveryPresetFile() throws IOException {
    Path resources = Path.of("src/main/resources/dev/osprey/detection/preset");
    try (Stream<Path> files = Files.list(resources)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Presets.names().stream().map(name -> name + ".yaml").toList());
    }
  }

  @Test
  void anchorSizesOfTorchvisionAreThoseOfTheReferenceCase() {
    // F7 "retina"
    OneStageDetector.Config config =
        (OneStageDetector.Config) Presets.config("retinanet-r50-torchvision");
    assertThat(((AnchorSizes.Pixels) config.anchors().sizes()).perLevel())
        .containsExactly(
            List.of(32.0, 40.0, 50.0),
            List.of(64.0, 80.0, 101.0),
            List.of(128.0, 161.0, 203.0),
            List.of(256.0, 322.0, 406.0),
            List.of(512.0, 645.0, 812.0));
  }

  /** {@code norm_cfg=dict(type='BN', requires_grad=False)}, {@code norm_eval=True}. */
  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r50-caffe-mmdet", "retinanet-r101-caffe-mmdet"})
  void normsOfDetectronBackbonesDoNotTrain(String preset) {
    Map<String, Parameter> parameters = Presets.config(preset).create().network().namedParameters();
    assertThat(parameters)
        .allSatisfy(
            (path, parameter) -> {
              boolean norm = path.contains(".bn") || path.contains("downsample.1");
              boolean frozen = norm || path.matches("backbone\\.body\\.(conv1|layer1)\\..*");
              assertThat(parameter.isTrainable()).as(path).isEqualTo(!frozen);
            });
    // The checkpoint's keys are those of norms that train.
    assertThat(Objects.requireNonNull(parameters.get("backbone.body.layer2.0.bn1.weight")).kind())
        .isEqualTo(Parameter.Kind.WEIGHT);
  }

  @Test
  void scaleAndShiftOfOtherMmdetectionBackbonesTrain() {
    Map<String, Parameter> parameters =
        Presets.config("retinanet-r50-mmdet").create().network().namedParameters();
    assertThat(
            Objects.requireNonNull(parameters.get("backbone.body.layer2.0.bn1.weight"))
                .isTrainable())
        .isTrue();
    assertThat(
            Objects.requireNonNull(parameters.get("backbone.body.layer1.0.bn1.weight"))
                .isTrainable())
        .isFalse();
  }

  @Test
  void refusesAnUnknownPresetAndSuggestsTheNearest() {
    assertThatThrownBy(() -> Presets.config("retinanet-r50-torchvison"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "preset \"retinanet-r50-torchvison\" is unknown; did you mean"
                + " \"retinanet-r50-torchvision\"? known: ")
        .hasMessageContaining("retinanet-r50-v2");
  }
}
