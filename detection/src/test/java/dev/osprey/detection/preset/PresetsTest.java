package dev.osprey.detection.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.anchor.AnchorSizes;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.onestage.RetinaNetConfig;
import dev.osprey.networks.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
  void everyPresetSurvivesAConfigurationFile(String name) throws IOException {
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
  void anotherScoreThresholdChangesThatSettingOfTheLastStageAlone(String name) {
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
  void aScoreThresholdThatNothingCouldPassIsRefused(String name) {
    Detector.Config config = Presets.config(name);
    assertThatThrownBy(() -> config.withScoreThreshold(1.0))
        .isInstanceOf(UserError.class)
        .hasMessage("postprocess.scoreThreshold lies in [0, 1), got 1.0");
  }

  @Test
  void torchvisionsAnchorsAreThoseOfTheReferenceCase() {
    // F7 "retina"
    RetinaNetConfig config = (RetinaNetConfig) Presets.config("retinanet-r50-torchvision");
    assertThat(((AnchorSizes.Pixels) config.anchors().sizes()).perLevel())
        .containsExactly(
            List.of(32.0, 40.0, 50.0),
            List.of(64.0, 80.0, 101.0),
            List.of(128.0, 161.0, 203.0),
            List.of(256.0, 322.0, 406.0),
            List.of(512.0, 645.0, 812.0));
  }

  @Test
  void anUnknownPresetIsAnsweredWithTheNearestOne() {
    assertThatThrownBy(() -> Presets.config("retinanet-r50-torchvison"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "preset \"retinanet-r50-torchvison\" is unknown; did you mean"
                + " \"retinanet-r50-torchvision\"? known: ")
        .hasMessageContaining("retinanet-r50-v2");
  }
}
