package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.PretrainedConfig;
import dev.osprey.training.config.RunConfig;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedWeightsTest {
  @TempDir Path folder;

  private static RunConfig read(String yaml) {
    return RunConfig.read(ConfigReader.readJson(ObjectNode.class, yaml, "test"), "config.yaml");
  }

  @Test
  void weightsAreNotPartOfTheDetectorConfiguration() {
    RunConfig config =
        read("model: {preset: retinanet-r18-torchvision, weights: coco.safetensors}");
    assertThat(config.pretrained()).isEqualTo(new PretrainedConfig("coco.safetensors", null));
    assertThat(config.model()).isEqualTo(read("{}").model());
    assertThat(ConfigReader.toJson(config.model())).doesNotContain("coco.safetensors");
  }

  @Test
  void filesNameTheWeightsInsideTheModel() {
    RunConfig config = read("model: {backbone: {weights: torchvision/resnet18-imagenet1k-v1}}");
    ObjectNode tree = config.tree();
    assertThat(tree.has("pretrained")).isFalse();
    assertThat(tree.at("/model/backbone/weights").textValue())
        .isEqualTo("torchvision/resnet18-imagenet1k-v1");
    assertThat(RunConfig.read(tree, "again")).isEqualTo(config);
  }

  @Test
  void errorsNameTheFile() {
    assertThatThrownBy(() -> read("model: {weights: a.pth, backbone: {weights: b.pth}}"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "config.yaml: model.weights and model.backbone.weights are both given;");
    assertThatThrownBy(() -> read("model: {weights: 3}"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "config.yaml: model.weights is 3; it should be a file or the name of published"
                + " weights");
    assertThatThrownBy(() -> read("pretrained: {weights: a.pth}"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("config.yaml: unknown key pretrained;");
  }

  @Test
  void loadsTheFileAndReportsInitialisedParameters() {
    Path file = folder.resolve("three.safetensors");
    Detector three = read("{}").model().withClasses(3).create();
    try (Weights weights = Weights.initialize(three.network(), Engine.cpu(), 99)) {
      ModelFile.write(
          file, three.config(), LabelMap.ofNames(List.of("a", "b", "c")), weights, Map.of());
      RunConfig config =
          read("model: {weights: '" + file.toString().replace("'", "''") + "'}").withClasses(2);
      Detector two = config.model().create();
      List<String> notes = new ArrayList<>();
      try (Weights start = PretrainedWeights.of(config, two, Engine.cpu(), notes::add);
          Weights fresh = Weights.initialize(two.network(), Engine.cpu(), 0)) {
        String kept = "head.classification_head.conv.0.0.weight";
        String initialised = "head.classification_head.cls_logits.weight";
        assertThat(start.values(kept)).isEqualTo(weights.values(kept));
        // parameters that the file does not contain are those of the seed
        assertThat(start.values(initialised)).isEqualTo(fresh.values(initialised));
      }
      assertThat(notes).hasSize(1);
      assertThat(notes.get(0)).endsWith("; initialized: head.classification_head.cls_logits");
    }
  }

  @Test
  void errorNamesMissingFile() {
    RunConfig config = read("model: {backbone: {weights: nowhere.pth}}").withClasses(2);
    assertThatThrownBy(
            () -> PretrainedWeights.of(config, config.model().create(), Engine.cpu(), note -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage("nowhere.pth does not exist; check the path");
  }
}
