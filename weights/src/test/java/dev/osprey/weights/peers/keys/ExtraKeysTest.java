package dev.osprey.weights.peers.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Models;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.peers.CheckpointFile;
import dev.osprey.weights.peers.InitialWeights;
import dev.osprey.weights.peers.PeerModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints with keys that are not part of the network, and with two sets of its weights. */
class ExtraKeysTest {
  private static final String PRESET = "retinaface-mobilenet025";
  private static final String PEER = "biubug6";
  private static final PeerModel.Hints HINTS = new PeerModel.Hints(null, PRESET, null, List.of());
  private static final Detector.Config CONFIG = Presets.config(PRESET);
  private static final Map<String, Parameter> PARAMETERS = Models.parameters(CONFIG);
  private static final long[] ONE = {1};
  private static final float[] SEVEN = {7};

  @TempDir Path folder;

  /** Writes a checkpoint of the network with renamed keys and further tensors. */
  private Path file(UnaryOperator<String> rename, Consumer<TorchFileWriter> more) {
    TorchFileWriter writer = new TorchFileWriter();
    add(writer, rename, 1);
    more.accept(writer);
    Path file = folder.resolve("checkpoint.pth");
    writer.write(file);
    return file;
  }

  private static void add(TorchFileWriter writer, UnaryOperator<String> rename, float factor) {
    PARAMETERS.forEach(
        (path, parameter) -> {
          String key = rename.apply(Peers.peer(PEER).names().toPeer(path).orElseThrow());
          float[] values = Models.VALUES.values(path, parameter);
          for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
          }
          writer.add(key, parameter.shape(), values);
        });
  }

  private PeerModel read(Path file, AverageChoice averages, float factor) {
    Path out = folder.resolve("out.safetensors");
    PeerModel model;
    try (TensorFile open = CheckpointFile.open(file)) {
      model = PeerModel.recognise(open, HINTS.with(averages));
      assertThat(model.preset()).isEqualTo(PRESET);
      model.write(out);
    }
    try (ModelFile written = ModelFile.open(out)) {
      var values = written.source(CONFIG.create().network());
      PARAMETERS.forEach(
          (path, parameter) -> {
            float[] expected = Models.VALUES.values(path, parameter);
            for (int i = 0; i < expected.length; i++) {
              expected[i] *= factor;
            }
            assertThat(values.values(path, parameter)).as(path).isEqualTo(expected);
          });
    }
    return model;
  }

  @Test
  void leavesOutAndCountsCountersOfAProfiler() {
    Path file =
        file(
            key -> key,
            writer -> {
              writer.add("total_ops", ONE, SEVEN);
              writer.add("body.total_ops", ONE, SEVEN);
              writer.add("body.stage1.0.0.total_ops", ONE, SEVEN);
              writer.add("body.stage1.0.0.total_params", ONE, SEVEN);
              writer.add("total_params", ONE, SEVEN);
            });
    PeerModel model = read(file, AverageChoice.LEAVE, 1);
    assertThat(model.foreignKeys()).hasValue("3 total_ops, 2 total_params (a profiler's counters)");
    assertThat(model.unknownKeys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "criterion.weight",
        "loss_fn.pos_weight",
        "val_map.detection_box",
        "trainLoss.alpha",
        "metric.total",
        "class_weights",
        "ClassHead.loss_cls.weight"
      })
  void leavesOutAndNamesALossOrMetric(String key) {
    PeerModel model =
        read(file(name -> name, writer -> writer.add(key, ONE, SEVEN)), AverageChoice.LEAVE, 1);
    assertThat(model.foreignKeys()).hasValue(key + " (a loss's or metric's state)");
    assertThat(model.unknownKeys()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "model., criterion.weight",
    "net., loss.alpha",
    "detector., val_map.rec_thresholds",
    "module.model., module.criterion.weight",
    "_orig_mod.net., n_averaged",
    "student.backbone_and_head., projector.weight"
  })
  void findsTheNetworkUnderAPrefixOfSomeKeys(String prefix, String other) {
    Path file = file(name -> prefix + name, writer -> writer.add(other, ONE, SEVEN));
    PeerModel model = read(file, AverageChoice.LEAVE, 1);
    assertThat(model.foreignKeys().orElseThrow())
        .contains(other.startsWith("module.") ? other.substring("module.".length()) : other);
    assertThat(model.unknownKeys()).isEmpty();
  }

  @Test
  void leavesOutAnchorsAndImageStatistics() {
    Path file =
        file(
            key -> key,
            writer -> {
              writer.add("anchor_generator.cell_anchors.0", ONE, SEVEN);
              writer.add("BboxHead.anchors", ONE, SEVEN);
              writer.add("pixel_mean", ONE, SEVEN);
            });
    assertThat(read(file, AverageChoice.LEAVE, 1).foreignKeys())
        .hasValue(
            "anchor_generator.cell_anchors.0, BboxHead.anchors (anchors, which are computed);"
                + " pixel_mean (the images' mean and deviation; compare them with the preset's)");
  }

  @Test
  void warnsAboutAnUnknownModuleOutsideTheNetwork() {
    Path file = file(key -> key, writer -> writer.add("attention.weight", ONE, SEVEN));
    PeerModel model = read(file, AverageChoice.LEAVE, 1);
    assertThat(model.foreignKeys()).hasValue("attention.weight (no part of this network)");
    assertThat(model.unknownKeys().orElseThrow())
        .contains("has no place for attention.weight", "the results will be wrong");
  }

  @Test
  void refusesAnExtraLayerInsideTheNetwork() {
    Path file = file(key -> key, writer -> writer.add("body.stage1.9.0.weight", ONE, SEVEN));
    assertRefused(file, "1 unexpected: body.stage1.9.0.weight");
  }

  @Test
  void refusesMissingKeysDespiteExtraKeys() {
    Path file =
        file(
            key -> key.equals("BboxHead.0.conv1x1.bias") ? "criterion.bias" : key,
            writer -> writer.add("attention.weight", ONE, SEVEN));
    assertRefused(file, "1 missing: BboxHead.0.conv1x1.bias", "1 unexpected: attention.weight");
  }

  private static void assertRefused(Path file, String... parts) {
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, HINTS))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll(parts);
    }
  }

  @Test
  void namesBothModulesThatHoldTheNetwork() {
    Path file = file(key -> "first." + key, writer -> add(writer, key -> "second." + key, 2));
    assertRefused(file, "holds this network 2 times, under \"first.\" and \"second.\"");
  }

  @Test
  void takesOrLeavesAveragesOfEmaHook() {
    Path file = file(key -> key, writer -> add(writer, key -> "ema_" + key.replace('.', '_'), 2));
    PeerModel left = read(file, AverageChoice.LEAVE, 1);
    assertThat(left.whichWeights().orElseThrow())
        .contains(
            "Taken: those under the network's own names",
            PARAMETERS.size() + " ema_… of mmdetection's EMAHook",
            "--ema take",
            "the hook swaps both sets");
    assertThat(left.foreignKeys().orElseThrow())
        .contains("ema_body_stage1_0_0_weight", "(averages of the weights)");
    PeerModel taken = read(file, AverageChoice.TAKE, 2);
    assertThat(taken.whichWeights().orElseThrow())
        .contains("Taken: " + PARAMETERS.size() + " ema_…");
  }

  @Test
  void takesWeightsWithoutAnEmaHookAverageFromTheNetwork() {
    Path file =
        file(
            key -> key,
            writer -> writer.add("ema_body_stage1_0_1_bias", new long[] {8}, new float[8]));
    Path out = folder.resolve("out.safetensors");
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel.recognise(open, HINTS.with(AverageChoice.TAKE)).write(out);
    }
    try (ModelFile written = ModelFile.open(out)) {
      var values = written.source(CONFIG.create().network());
      String bias = "backbone.body.stage1.0.1.bias";
      String mean = "backbone.body.stage1.0.1.running_mean";
      assertThat(values.values(bias, parameter(bias))).containsOnly(0);
      assertThat(values.values(mean, parameter(mean)))
          .isEqualTo(Models.VALUES.values(mean, parameter(mean)));
    }
  }

  private static Parameter parameter(String path) {
    Parameter parameter = PARAMETERS.get(path);
    if (parameter == null) {
      throw new IllegalArgumentException(path);
    }
    return parameter;
  }

  @ParameterizedTest
  @CsvSource({
    "'', ema_model.module.",
    "model., ema_model.module.",
    "model., model_ema.",
    "student., teacher.",
    "net., averaged_model.module."
  })
  void takesOrLeavesAveragesInASeparateModule(String own, String average) {
    Path file =
        file(
            key -> own + key,
            writer -> {
              add(writer, key -> average + key, 2);
              writer.add(average.substring(0, average.indexOf('.') + 1) + "n_averaged", ONE, SEVEN);
            });
    assertThat(read(file, AverageChoice.LEAVE, 1).whichWeights().orElseThrow())
        .contains("Left: " + (PARAMETERS.size() + 1) + " under", "--ema take");
    assertThat(read(file, AverageChoice.TAKE, 2).whichWeights().orElseThrow()).contains("Taken: ");
  }

  @Test
  void readsAFileWithOnlyAverages() {
    PeerModel model = read(file(key -> "ema_model." + key, writer -> {}), AverageChoice.LEAVE, 1);
    assertThat(model.whichWeights()).isEmpty();
  }

  @Test
  void refusesToTakeMissingAverages() {
    try (TensorFile open = CheckpointFile.open(file(key -> key, writer -> {}))) {
      assertThatThrownBy(() -> PeerModel.recognise(open, HINTS.with(AverageChoice.TAKE)))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("holds one set of weights", "leave out --ema");
    }
  }

  @Test
  void reportsTensorsWithNonFiniteValues() {
    TorchFileWriter writer = new TorchFileWriter();
    PARAMETERS.forEach(
        (path, parameter) -> {
          String key = Peers.peer(PEER).names().toPeer(path).orElseThrow();
          float[] values = Models.VALUES.values(path, parameter);
          if (key.equals("ClassHead.0.conv1x1.bias")) {
            values[1] = Float.NaN;
            values[2] = Float.POSITIVE_INFINITY;
          }
          writer.add(key, parameter.shape(), values);
        });
    Path file = folder.resolve("nan.pth");
    writer.write(file);
    try (TensorFile open = CheckpointFile.open(file)) {
      PeerModel model = PeerModel.recognise(open, HINTS);
      model.write(folder.resolve("nan.safetensors"));
      // 2 anchors of a face and the background
      assertThat(model.notFinite()).hasValue("ClassHead.0.conv1x1.bias (2 of 4)");
    }
  }

  @Test
  void startsTrainingFromWeightsWithForeignKeys() {
    Path file = file(key -> "model." + key, writer -> writer.add("criterion.weight", ONE, SEVEN));
    try (TensorFile open = CheckpointFile.open(file)) {
      InitialWeights start = InitialWeights.ofDetector(open, CONFIG.create());
      assertThat(start.text()).contains(PARAMETERS.size() + " tensors", "(1 of its tensors");
      InitialWeights backbone = InitialWeights.ofBackbone(open, CONFIG.create());
      assertThat(backbone.text()).contains("tensors from");
    }
  }

  @Test
  void countsTheKeysBeyondTheFirstTwelve() {
    assertThat(
            KeyList.text(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m")))
        .endsWith("l and 1 more");
  }
}
