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
 * Model file → checkpoint with the peer's keys → model file, for the presets one after the other.
 * The large ones, of up to 550 MB, are for the full counts of the build; their keys are looked at
 * always.
 */
class RoundTripTest {
  private static final int MANY_PARAMETERS = 30_000_000;

  /** Presets that differ in settings alone: same keys, same shapes. */
  private static final List<Set<String>> ALIKE =
      List.of(
          Set.of("retinaface-mobilenet025", "retinaface-mobilenet025-small-faces"),
          Set.of("retinanet-r50-mmdet", "retinanet-r50-caffe-mmdet"),
          Set.of("retinanet-r101-mmdet", "retinanet-r101-caffe-mmdet"));

  @TempDir Path folder;

  static Stream<String> presets() {
    long most = Long.getLong("osprey.largest.preset", MANY_PARAMETERS);
    return Presets.names().stream().filter(preset -> parameters(preset) <= most);
  }

  private static long parameters(String preset) {
    return Models.parameters(Presets.config(preset).withClasses(3)).values().stream()
        .mapToLong(dev.osprey.networks.Parameter::count)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyValueComesBackBitForBit(String preset) throws Exception {
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
   * As mmdetection's norms with requires_grad=False have them; torchvision's frozen ones do not.
   */
  @Test
  void normsThatDoNotTrainKeepTheKeysOfThoseThatDo() {
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
  void everyParameterHasAKeyOfItsOwnThatLeadsBack(String preset) {
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

  /** Nothing is said where keys and shapes are enough. */
  private static PeerModel.Hints hints(String preset) {
    boolean ambiguous = ALIKE.stream().anyMatch(names -> names.contains(preset));
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
  void noOtherPresetsOfAProjectAreAlike() {
    for (Peer peer : Peers.all()) {
      for (String one : peer.presets()) {
        for (String other : peer.presets()) {
          if (one.compareTo(other) < 0) {
            boolean alike = ALIKE.contains(Set.of(one, other));
            assertThat(sameShapes(one, other)).as(one + " and " + other).isEqualTo(alike);
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
  void presetsThatAreAlikeAreAskedForByName() {
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
                  + " retinaface-mobilenet025-small-faces, which differ in settings alone, and the"
                  + " wrong ones give wrong detections. Say which it is: --preset"
                  + " retinaface-mobilenet025 or --preset retinaface-mobilenet025-small-faces");
    }
  }

  @Test
  void aDetectorThatTheProjectHasNotIsRefused() {
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
