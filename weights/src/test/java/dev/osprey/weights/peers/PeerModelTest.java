package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Models;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerModelTest {
  private static final PeerModel.Hints NOTHING = PeerModel.Hints.none();

  @TempDir Path folder;

  @Test
  void readsOldTorchvisionKeys() {
    // before 0.13 a tower was a sequence of convolutions and activations: 0, 2, 4, 6
    UnaryOperator<String> old =
        key ->
            key.replaceFirst("(_blocks\\.\\d)\\.0\\.", "$1.")
                .replace("head.conv.0.0.", "head.conv.0.")
                .replace("head.conv.1.0.", "head.conv.2.")
                .replace("head.conv.2.0.", "head.conv.4.")
                .replace("head.conv.3.0.", "head.conv.6.");
    assertRead("retinanet-r18-torchvision", "torchvision", 4, old);
  }

  @Test
  void readsTheOldKeyOfTheRpnConvolution() {
    assertRead(
        "fasterrcnn-r18",
        "torchvision",
        2,
        key -> key.replace("rpn.head.conv.0.0.", "rpn.head.conv."));
  }

  @Test
  void readsMmdetectionKeysWithoutConvModules() {
    assertRead(
        "retinanet-r18-mmdet",
        "mmdet",
        7,
        key -> key.replaceFirst("_convs\\.(\\d)\\.conv\\.", "_convs.$1."));
  }

  private void assertRead(String preset, String peer, int classes, UnaryOperator<String> rename) {
    Path file = stateDict(preset, peer, classes, rename);
    Path out = folder.resolve("m.safetensors");
    Detector.Config config;
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model = PeerModel.recognise(open, NOTHING);
      assertThat(model.preset()).isEqualTo(preset);
      assertThat(model.peer().name()).isEqualTo(peer);
      config = model.config();
      assertThat(config.classes()).isEqualTo(classes);
      model.write(out);
    }
    try (ModelFile model = ModelFile.open(out)) {
      var values = model.source(config.create().network());
      Models.parameters(config)
          .forEach(
              (path, parameter) ->
                  assertThat(values.values(path, parameter))
                      .as(path)
                      .isEqualTo(Models.VALUES.values(path, parameter)));
    }
  }

  private Path stateDict(String preset, String peer, int classes, UnaryOperator<String> rename) {
    return Models.stateDict(
        folder.resolve("checkpoint.pth"),
        Models.parameters(Presets.config(preset).withClasses(classes)),
        Peers.peer(peer).names(),
        rename);
  }

  @Test
  void listsAllDifferencesToTheNearestPreset() {
    Path file =
        stateDict(
            "retinanet-r18-yhenon",
            "yhenon",
            2,
            key ->
                switch (key) {
                  case "bn1.weight", "fpn.P6.bias" -> "";
                  case "fpn.P3_1.weight" -> "fpn.P4_1.weight.copy";
                  default -> key;
                });
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, NOTHING))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(
              "do not fit any preset. The nearest is --from yhenon --preset retinanet-r18-yhenon"
                  + " with 2 classes")
          .hasMessageContaining("\n  3 missing: bn1.weight, fpn.P3_1.weight, fpn.P6.bias\n")
          .hasMessageContaining("\n  1 unexpected: fpn.P4_1.weight.copy\n");
    }
  }

  @Test
  void reportsBothShapesThatDiffer() {
    Path file = stateDict("retinanet-r18-torchvision", "torchvision", 2, key -> key);
    try (TensorFile open = CheckpointFile.open(file)) {
      // P6 is from P5 there, from C5 with 512 channels here; P6's kernels have 256 inputs
      assertThatThrownBy(
              () ->
                  PeerModel.recognise(
                      open,
                      new PeerModel.Hints("torchvision", "retinanet-r18-yhenon", null, List.of())))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(
              "1 of another shape: backbone.fpn.extra_blocks.p6.weight is [256, 256, 3, 3], not"
                  + " [256, 512, 3, 3]");
    }
  }

  @Test
  void settingsDescribeANetworkWithoutAPreset() {
    Detector.Config small =
        changed("retinanet-r18-yhenon", "model.neck.channels=64").withClasses(2);
    Path file =
        Models.stateDict(
            folder.resolve("small.pth"),
            Models.parameters(small),
            Peers.peer("yhenon").names(),
            key -> key);
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model =
          PeerModel.recognise(
              open,
              new PeerModel.Hints(
                  null, "retinanet-r18-yhenon", null, List.of("model.neck.channels=64")));
      assertThat(model.config()).isEqualTo(small);
    }
    assertThatThrownBy(() -> new PeerModel.Hints(null, null, null, List.of("model.x=1")))
        .isInstanceOf(UserError.class)
        .hasMessage("--set changes a preset; say which one with --preset");
  }

  private static Detector.Config changed(String preset, String setting) {
    var tree = ConfigReader.tree(Presets.config(preset));
    dev.osprey.detection.config.ConfigTree.assign(tree, setting.replace("model.", ""));
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }

  @Test
  void normsWithoutStepCountsAreFrozenInTorchvision() {
    Path file = stateDict("fasterrcnn-r18", "torchvision", 2, key -> key);
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model = PeerModel.recognise(open, NOTHING);
      FasterRcnn.Config config = (FasterRcnn.Config) model.config();
      assertThat(((ResNet.Config) config.backbone()).norm())
          .isEqualTo(new NormConfig.Batch(BatchNorm.Mode.FROZEN, 1e-5, 0.1));
      assertThat(model.norms()).contains("frozen, eps 1.0E-5");
    }
  }

  @Test
  void firstPublishedDetectorHasNoEpsilon() {
    Path file =
        Models.stateDict(
            folder.resolve("retinanet_resnet50_fpn_coco-eeacb38b.pth"),
            "retinanet-r50-torchvision",
            "torchvision");
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model = PeerModel.recognise(open, NOTHING);
      assertThat(model.norms()).contains("frozen, eps 0.0");
      assertThat(model.labels().name(1)).isEqualTo("person");
    }
  }

  @Test
  void onlyFrozenNormsAreExportedWithoutStepCounts() {
    Path file = stateDict("fasterrcnn-r18", "torchvision", 2, key -> key);
    Path frozen = folder.resolve("frozen.safetensors");
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel.recognise(open, NOTHING).write(frozen);
    }
    Path trained =
        Models.write(
            folder.resolve("trained.safetensors"), Presets.config("fasterrcnn-r18").withClasses(2));
    assertThat(counts(frozen)).isZero();
    // ResNet-18: the stem, 8 blocks of two, 3 shortcuts
    assertThat(counts(trained)).isEqualTo(1 + 16 + 3);
  }

  private long counts(Path model) {
    Path out = folder.resolve(model.getFileName() + ".pth");
    try (ModelFile open = ModelFile.open(model)) {
      PeerCheckpoint.of(open, Peers.peer("torchvision")).write(out);
    }
    try (TensorFile open = CheckpointFile.open(out)) {
      return open.tensors().keySet().stream()
          .filter(key -> key.endsWith(NameMap.STEP_COUNT))
          .peek(key -> assertThat(open.longs(key)).containsExactly(0))
          .peek(key -> assertThat(open.tensor(key).shape()).isEmpty())
          .count();
    }
  }

  @Test
  void advisesToTrainFromABackbone() {
    Path file = imageNet(18);
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, NOTHING))
          .isInstanceOf(UserError.class)
          .hasMessage(
              file
                  + " holds only a backbone, that of retinanet-r18-torchvision, without a"
                  + " detection head. Start a training from it with model.backbone.weights: "
                  + file);
    }
  }

  private Path imageNet(int depth) {
    TorchFileWriter writer = new TorchFileWriter();
    Models.parameters(Presets.config("retinanet-r" + depth + "-torchvision"))
        .forEach(
            (path, parameter) -> {
              if (path.startsWith("backbone.body.")) {
                writer.add(
                    path.substring("backbone.body.".length()),
                    parameter.shape(),
                    Models.VALUES.values(path, parameter));
              }
            });
    writer.add("fc.weight", new long[] {1000, 2}, new float[2000]);
    Path file = folder.resolve("resnet.pth");
    writer.write(file);
    return file;
  }

  @Test
  void refusesToImportAModelFile() {
    Path file =
        Models.write(folder.resolve("m.safetensors"), Presets.config("retinaface-mobilenet025"));
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, NOTHING))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is already an Osprey model file");
    }
  }

  @Test
  void suggestsTheNearestNameOfAProject() {
    assertThatThrownBy(() -> Peers.peer("torchvison"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "\"torchvison\" is not a known project; did you mean"
                + " \"torchvision\"? known: torchvision, yhenon, biubug6, mmdet");
  }
}
