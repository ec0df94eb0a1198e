package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.weights.naming.CocoCategories;
import dev.osprey.weights.naming.Models;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedDetectorTest {
  private static final String FASTER_RCNN = "torchvision/fasterrcnn-resnet50-fpn-coco";

  @TempDir Path folder;

  private static PublishedDetector named(String name) {
    return PublishedDetector.named(name).orElseThrow();
  }

  /**
   * Writes a file of other weights under the published name; only the digest distinguishes them.
   */
  private TensorFile made(PublishedDetector detector) {
    return CheckpointFile.open(
        Models.stateDict(
            folder.resolve(detector.entry().file()),
            Models.parameters(
                Presets.config(detector.target().preset())
                    .withClasses(detector.target().labels().size())),
            Peers.peer("torchvision").names(),
            key -> key));
  }

  @ParameterizedTest
  @CsvSource({
    "torchvision/fasterrcnn-resnet50-fpn-coco, fasterrcnn-r50",
    "torchvision/fasterrcnn-resnet50-fpn-v2-coco, fasterrcnn-r50-v2",
    "torchvision/retinanet-resnet50-fpn-coco, retinanet-r50-torchvision",
    "torchvision/retinanet-resnet50-fpn-v2-coco, retinanet-r50-v2",
  })
  void importsWithThePresetAndLabelsOfTheCatalogue(String name, String preset) {
    PublishedDetector detector = named(name);
    try (TensorFile file = made(detector)) {
      PeerModel model = PeerModel.recognise(file, detector.hints(null, null, null, List.of()));
      assertThat(model.preset()).isEqualTo(preset);
      assertThat(model.labels()).isEqualTo(detector.target().labels());
      assertThat(model.sourceOfLabels()).isEmpty();
      assertThat(model.warning()).isEmpty();
    }
  }

  @Test
  void firstFileHasFrozenNormsWithoutEpsilonUnlessOverridden() {
    PublishedDetector detector = named(FASTER_RCNN);
    try (TensorFile file = made(detector)) {
      assertThat(norm(file, detector, List.of()))
          .isEqualTo(new NormConfig.Batch(BatchNorm.Mode.FROZEN, 0, 0.1));
      assertThat(norm(file, detector, List.of("model.backbone.norm.eps=0.001")))
          .isEqualTo(new NormConfig.Batch(BatchNorm.Mode.FROZEN, 0.001, 0.1));
    }
  }

  private static NormConfig norm(
      TensorFile file, PublishedDetector detector, List<String> settings) {
    PeerModel model = PeerModel.recognise(file, detector.hints(null, null, null, settings));
    return ((ResNet.Config) ((FasterRcnn.Config) model.config()).backbone()).norm();
  }

  @Test
  void takesClassNamesOfTheUserForAllOutputs() {
    PublishedDetector detector = named(FASTER_RCNN);
    List<String> names = new ArrayList<>(CocoCategories.labelsFrom(1).names());
    names.set(0, "human");
    try (TensorFile file = made(detector)) {
      PeerModel model = PeerModel.recognise(file, detector.hints(null, null, names, List.of()));
      assertThat(model.labels().name(0)).isEqualTo("human");
      assertThatThrownBy(
              () ->
                  PeerModel.recognise(
                      file, detector.hints(null, null, List.of("human"), List.of())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("--classes names 1 classes, the checkpoint has outputs for 90");
    }
  }

  @Test
  void refusesHintsThatContradictTheCatalogue() {
    PublishedDetector detector = named(FASTER_RCNN);
    assertThat(detector.hints("torchvision", "fasterrcnn-r50", null, List.of()))
        .isEqualTo(new PeerModel.Hints("torchvision", "fasterrcnn-r50", null, List.of()));
    assertThatThrownBy(() -> detector.hints(null, "fasterrcnn-r18", null, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--preset fasterrcnn-r18: torchvision/fasterrcnn-resnet50-fpn-coco is a file of the"
                + " preset fasterrcnn-r50; leave the option out");
    assertThatThrownBy(() -> detector.hints("mmdet", null, null, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--from mmdet: " + FASTER_RCNN);
    assertThatThrownBy(() -> detector.hints("torchvison", null, null, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean \"torchvision\"?");
  }

  @Test
  void advisesToTrainFromABackbone() {
    assertThatThrownBy(() -> named("torchvision/vgg16-imagenet1k-v1"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "torchvision/vgg16-imagenet1k-v1 is only a backbone, without a detection head. Start a"
                + " training from it: ./osprey train CONFIG"
                + " model.backbone.weights=torchvision/vgg16-imagenet1k-v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "runs/m.safetensors", "torchvision"})
  void treatsOtherNamesAsFiles(String name) {
    assertThat(PublishedDetector.named(name)).isEmpty();
  }
}
