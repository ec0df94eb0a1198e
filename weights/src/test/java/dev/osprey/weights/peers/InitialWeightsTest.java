package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialWeightsTest {
  private static final String BODY = "backbone.body.";
  private static final Weights.Source FRESH =
      (path, parameter) -> {
        float[] values = new float[Math.toIntExact(parameter.count())];
        java.util.Arrays.fill(values, 7);
        return values;
      };

  @TempDir Path folder;

  @Test
  void takesAllButTheLastLayersForAnotherNumberOfClasses() {
    Detector five = detector("retinanet-r18-yhenon", 5);
    Path file = Models.stateDict(folder.resolve("coco.pth"), "retinanet-r18-yhenon", "yhenon");
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofDetector(open, five);
      assertThat(start.text())
          .startsWith("model.weights: ")
          .contains(" from " + file)
          .endsWith("; initialized: head.classification_head.cls_logits");
      assertValues(
          start,
          five,
          List.of(
              "head.classification_head.cls_logits.weight",
              "head.classification_head.cls_logits.bias"));
    }
  }

  @Test
  void takesAllLayersOfAModelFile() {
    Detector detector = detector("retinaface-mobilenet025", 1);
    Path file = Models.write(folder.resolve("m.safetensors"), detector.config());
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofDetector(open, detector);
      assertThat(start.text()).endsWith(" from " + file + "; all layers are from the file");
      assertValues(start, detector, List.of());
    }
  }

  private static void assertValues(
      InitialWeights start, Detector detector, List<String> initialized) {
    Weights.Source source = start.source(FRESH);
    detector
        .network()
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              Weights.Source expected = initialized.contains(path) ? FRESH : Models.VALUES;
              assertThat(source.values(path, parameter))
                  .as(path)
                  .isEqualTo(expected.values(path, parameter));
            });
  }

  private static Detector detector(String preset, int classes) {
    return Presets.config(preset).withClasses(classes).create();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retinanet-r18-torchvision",
        "retinanet-x50-32x4d-mmdet",
        "fasterrcnn-vgg16",
        "fasterrcnn-mobilenet-v2",
        "retinaface-mobilenet025"
      })
  void takesTheBackboneOfAClassifierAndInitializesTheRest(String preset) {
    Detector detector = detector(preset, 2);
    Path file = classifier(detector.network().namedParameters(), "");
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofBackbone(open, detector);
      assertThat(start.text())
          .startsWith("model.backbone.weights: ")
          .contains("(2 of its tensors are not used)");
      List<String> initialized =
          detector.network().namedParameters().keySet().stream()
              .filter(path -> !path.startsWith(BODY))
              .toList();
      assertValues(start, detector, initialized);
    }
  }

  /** features.0 to features.25: 8 convolutions with a bias, each followed by a norm. */
  @Test
  void foldsTheBiasesOfAVggWithBatchNorm() {
    Detector detector =
        changed(
                "fasterrcnn-vgg16",
                "backbone.depth=11",
                "backbone.norm={type: batch, mode: train, eps: 1.0e-5, momentum: 0.1}")
            .create();
    Map<String, Parameter> parameters = detector.network().namedParameters();
    Path file = vggWithBiases(parameters);
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofBackbone(open, detector);
      // a weight, a bias and four values of a norm for each
      assertThat(start.text())
          .startsWith("model.backbone.weights: 48 tensors")
          .contains("(2 of its tensors are not used)");
      Weights.Source source = start.source(FRESH);
      for (int layer : List.of(0, 4, 8, 11, 15, 18, 22, 25)) {
        String mean = BODY + "features." + (layer + 1) + ".running_mean";
        Parameter parameter = Objects.requireNonNull(parameters.get(mean));
        float[] expected = Models.VALUES.values(mean, parameter);
        float[] bias = Models.VALUES.values(BODY + "features." + layer + ".bias", parameter);
        for (int i = 0; i < expected.length; i++) {
          expected[i] -= bias[i];
        }
        assertThat(source.values(mean, parameter)).as(mean).isEqualTo(expected);
      }
    }
  }

  private static Detector.Config changed(String preset, String... settings) {
    var tree = ConfigReader.tree(Presets.config(preset));
    for (String setting : settings) {
      ConfigTree.assign(tree, setting);
    }
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }

  /** Writes a classifier with a bias beside each kernel, a linear layer and a step count. */
  private Path vggWithBiases(Map<String, Parameter> parameters) {
    TorchFileWriter writer = new TorchFileWriter();
    parameters.forEach(
        (path, parameter) -> {
          if (path.startsWith(BODY)) {
            String key = path.substring(BODY.length());
            writer.add(key, parameter.shape(), Models.VALUES.values(path, parameter));
            if (parameter.shape().length == 4) {
              Parameter bias =
                  new Parameter(
                      Parameter.Kind.WEIGHT, new Initializer.Constant(0), parameter.shape()[0]);
              writer.add(
                  key.replace("weight", "bias"),
                  bias.shape(),
                  Models.VALUES.values(path.replace("weight", "bias"), bias));
            }
          }
        });
    writer.add("classifier.0.weight", new long[] {10, 2}, new float[20]);
    writer.add("features.1.num_batches_tracked", new long[0], new long[] {3});
    Path file = folder.resolve("vgg11_bn.pth");
    writer.write(file);
    return file;
  }

  @Test
  void dropsAWrapperPrefixInASafetensorsFile() {
    Detector detector = detector("retinanet-r18-torchvision", 2);
    SafeTensorsWriter writer = new SafeTensorsWriter();
    detector
        .network()
        .namedParameters()
        .forEach(
            (path, parameter) ->
                writer.add(
                    "module." + path,
                    DType.F32,
                    parameter.shape(),
                    TensorContent.of(Models.VALUES.values(path, parameter))));
    Path file = folder.resolve("parallel.safetensors");
    writer.write(file);
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofDetector(open, detector);
      assertThat(start.text()).endsWith(" from " + file + "; all layers are from the file");
      assertValues(start, detector, List.of());
      PeerModel model = PeerModel.recognise(open, PeerModel.Hints.none());
      assertThat(model.preset()).isEqualTo("retinanet-r18-torchvision");
    }
  }

  @Test
  void dropsTheWrapperPrefixOfTheRetinaFacePretrainingFile() {
    Detector detector = detector("retinaface-mobilenet025", 1);
    Path file = classifier(detector.network().namedParameters(), "module.");
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThat(InitialWeights.ofBackbone(open, detector).text())
          .contains("(2 of its tensors are not used)");
    }
  }

  /** Writes a file with the parameters of a backbone, a classifier and a step count. */
  private Path classifier(Map<String, Parameter> parameters, String prefix) {
    TorchFileWriter writer = new TorchFileWriter();
    parameters.forEach(
        (path, parameter) -> {
          if (path.startsWith(BODY)) {
            writer.add(
                prefix + path.substring(BODY.length()),
                parameter.shape(),
                Models.VALUES.values(path, parameter));
          }
        });
    writer.add(prefix + "fc.weight", new long[] {10, 2}, new float[20]);
    writer.add(prefix + "bn1.num_batches_tracked", new long[0], new long[] {3});
    Path file = folder.resolve("classifier.pth");
    writer.write(file);
    return file;
  }

  @Test
  void leavesOutStagesThatTheBackboneDoesNotBuild() {
    Detector whole = detector("retinanet-r18-torchvision", 2);
    Path file = classifier(whole.network().namedParameters(), "");
    Detector shorter =
        changed("retinanet-r18-torchvision", "backbone.outStages=[1, 2, 3]").create();
    try (TensorFile open = CheckpointFile.open(file)) {
      // ResNet-18's last stage: 2 blocks of 2 (convolution and 4 of its norm), 1 shortcut
      assertThat(InitialWeights.ofBackbone(open, shorter).text())
          .contains("(" + (2 + 5 * 5) + " of its tensors are not used)");
    }
  }

  @Test
  void takesTheBackboneOfADetector() {
    Detector detector = detector("retinanet-r18-torchvision", 2);
    Path file = Models.stateDict(folder.resolve("yhenon.pth"), "retinanet-r18-yhenon", "yhenon");
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThat(InitialWeights.ofBackbone(open, detector).text())
          .startsWith("model.backbone.weights: 100 tensors");
    }
  }

  @Test
  void refusesADeeperBackboneAlthoughItHasAllKeys() {
    Detector fifty = detector("retinanet-r50-torchvision", 2);
    Path file = classifier(Models.parameters(Presets.config("retinanet-r101-torchvision")), "");
    try (TensorFile open = CheckpointFile.open(file)) {
      // layer3 has 23 blocks, not 6; each has 3 convolutions with 4 values of a norm
      assertThatThrownBy(() -> InitialWeights.ofBackbone(open, fifty))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              file + ": these weights do not fit this backbone (model.backbone.weights)")
          .hasMessageContaining((17 * 15) + " unexpected: layer3.6.conv1.weight");
    }
  }

  @Test
  void listsAllDifferencesToAnotherNetwork() {
    Detector detector = detector("retinanet-r18-torchvision", 2);
    Path file =
        Models.write(folder.resolve("m.safetensors"), Presets.config("retinaface-mobilenet025"));
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> InitialWeights.ofDetector(open, detector))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              file + ": these weights do not fit this detector (model.weights). They differ in")
          .hasMessageContaining(" missing: backbone.body.conv1.weight, ")
          .hasMessageContaining(" unexpected: backbone.body.stage1.0.0.weight, ");
    }
  }
}
