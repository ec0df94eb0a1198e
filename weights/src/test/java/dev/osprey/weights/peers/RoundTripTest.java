package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Models;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Model file → checkpoint with the peer's keys → model file, for each preset. The large presets, of
 * up to 550 MB, run only if {@code osprey.largest.preset} is set; their keys are always checked.
 */
class RoundTripTest {
  private static final int MANY_PARAMETERS = 30_000_000;

  /** Presets that differ only in settings: they have the same keys and shapes. */
  private static final List<Set<String>> SAME_NETWORK =
      List.of(
          Set.of("retinaface-mobilenet025", "retinaface-mobilenet025-small-faces"),
          Set.of("retinanet-r50-mmdet", "retinanet-r50-caffe-mmdet"),
          Set.of("retinanet-r101-mmdet", "retinanet-r101-caffe-mmdet"));

  @TempDir Path folder;

  static Stream<String> presets() {
    long limit = Long.getLong("osprey.largest.preset", MANY_PARAMETERS);
    return Presets.names().stream().filter(preset -> parameters(preset) <= limit);
  }

  private static long parameters(String preset) {
    return Models.parameters(Presets.config(preset).withClasses(3)).values().stream()
        .mapToLong(dev.osprey.networks.Parameter::count)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void valuesRoundTripBitForBit(String preset) throws Exception {
    Peer peer =
        Peers.all().stream()
            .filter(one -> one.presets().contains(preset))
            .findFirst()
            .orElseThrow();
    Detector.Config config = Presets.config(preset).withClasses(3);
    Path ours = Models.write(folder.resolve("ours.safetensors"), config);
    Path theirs = folder.resolve("theirs.pth");
    Path again = folder.resolve("again.safetensors");
    try (ModelFile model = ModelFile.open(ours)) {
      PeerCheckpoint checkpoint = PeerCheckpoint.of(model, peer);
      assertThat(checkpoint.isOfAPreset()).isTrue();
      checkpoint.write(theirs);
    }
    try (TensorFile file = CheckpointFile.open(theirs)) {
      PeerModel model = PeerModel.recognise(file, hints(preset));
      assertThat(model.config()).isEqualTo(config);
      assertThat(model.peer()).isEqualTo(peer);
      model.write(again);
    }
    try (SafeTensors before = SafeTensors.open(ours);
        SafeTensors after = SafeTensors.open(again)) {
      assertThat(after.tensors()).isEqualTo(before.tensors());
      for (String path : before.tensors().keySet()) {
        assertThat(after.values(path)).as(path).isEqualTo(before.values(path));
      }
    }
    for (Path file : List.of(ours, theirs, again)) {
      Files.delete(file);
    }
  }

  /**
   * mmdetection's norms with requires_grad=False have step counts; torchvision's frozen norms do
   * not.
   */
  @Test
  void evalFrozenNormsHaveTheKeysOfTrainedNorms() {
    Detector.Config config = Presets.config("retinanet-r18-mmdet").withClasses(3);
    Set<String> keys = exportedKeys(config);
    assertThat(keys).contains("backbone.layer2.0.bn1.num_batches_tracked");
    assertThat(exportedKeys(withNorms(config, "eval-frozen"))).isEqualTo(keys);
    assertThat(exportedKeys(withNorms(config, "frozen")))
        .doesNotContain("backbone.layer2.0.bn1.num_batches_tracked");
  }

  private static Detector.Config withNorms(Detector.Config config, String mode) {
    ObjectNode tree = ConfigReader.tree(config);
    ((ObjectNode) tree.at("/backbone/norm")).put("mode", mode);
    return ConfigReader.read(Detector.Config.class, tree, "test");
  }

  private Set<String> exportedKeys(Detector.Config config) {
    Path theirs = folder.resolve("keys.pth");
    try (ModelFile model =
        ModelFile.open(Models.write(folder.resolve("keys.safetensors"), config))) {
      PeerCheckpoint.of(model, Peers.peer("mmdet")).write(theirs);
    }
    try (TensorFile file = CheckpointFile.open(theirs)) {
      return Set.copyOf(file.tensors().keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.osprey.detection.preset.Presets#names")
  void parameterKeysAreUniqueAndRoundTrip(String preset) {
    Peer peer =
        Peers.all().stream()
            .filter(one -> one.presets().contains(preset))
            .findFirst()
            .orElseThrow();
    Set<String> paths = Models.parameters(Presets.config(preset)).keySet();
    Set<String> keys = new HashSet<>();
    for (String path : paths) {
      String key = peer.names().toPeer(path).orElseThrow();
      assertThat(peer.names().toOurs(key)).contains(path);
      keys.add(key);
    }
    assertThat(keys).hasSameSizeAs(paths);
  }

  /** Returns hints with the preset only if keys and shapes are ambiguous. */
  private static PeerModel.Hints hints(String preset) {
    boolean ambiguous = SAME_NETWORK.stream().anyMatch(names -> names.contains(preset));
    return ambiguous ? new PeerModel.Hints(null, preset, null, List.of()) : PeerModel.Hints.none();
  }

  @Test
  void everyPresetBelongsToOneProject() {
    for (String preset : Presets.names()) {
      assertThat(Peers.all().stream().filter(peer -> peer.presets().contains(preset)))
          .as(preset)
          .hasSize(1);
    }
  }

  @Test
  void otherPresetsOfAProjectDifferInKeysOrShapes() {
    for (Peer peer : Peers.all()) {
      for (String one : peer.presets()) {
        for (String other : peer.presets()) {
          if (one.compareTo(other) < 0) {
            boolean same = SAME_NETWORK.contains(Set.of(one, other));
            assertThat(sameShapes(one, other)).as(one + " and " + other).isEqualTo(same);
          }
        }
      }
    }
  }

  private static boolean sameShapes(String one, String other) {
    var first = Models.parameters(Presets.config(one).withClasses(3));
    var second = Models.parameters(Presets.config(other).withClasses(3));
    return first.keySet().equals(second.keySet())
        && first.keySet().stream()
            .allMatch(
                path ->
                    java.util.Arrays.equals(
                        java.util.Objects.requireNonNull(first.get(path)).shape(),
                        java.util.Objects.requireNonNull(second.get(path)).shape()));
  }

  @Test
  void asksForThePresetWhenSeveralHaveTheSameNetwork() {
    Detector.Config config = Presets.config("retinaface-mobilenet025");
    Path file =
        Models.stateDict(
            folder.resolve("faces.pth"),
            Models.parameters(config),
            Peers.peer("biubug6").names(),
            key -> key);
    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, PeerModel.Hints.none()))
          .isInstanceOf(UserError.class)
          .hasMessage(
              file
                  + ": its keys and shapes are those of retinaface-mobilenet025 and of"
                  + " retinaface-mobilenet025-small-faces, which differ only in settings, and the"
                  + " wrong settings give wrong detections. Choose one: --preset"
                  + " retinaface-mobilenet025 or --preset retinaface-mobilenet025-small-faces");
    }
  }

  @Test
  void refusesADetectorThatTheProjectDoesNotHave() {
    Path ours =
        Models.write(folder.resolve("m.safetensors"), Presets.config("retinaface-mobilenet025"));
    try (ModelFile model = ModelFile.open(ours)) {
      assertThatThrownBy(() -> PeerCheckpoint.of(model, Peers.peer("mmdet")))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "--names mmdet: that project has no detector of this kind; give --names biubug6");
    }
  }
}
