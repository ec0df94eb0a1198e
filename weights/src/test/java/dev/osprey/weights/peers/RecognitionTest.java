package dev.osprey.weights.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.UnsupportedDetectors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.weights.naming.Peer;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognitionTest {
  @TempDir private Path folder;

  @Test
  void doesNotReportPresetsAsUnsupportedDetectors() {
    for (Peer peer : Peers.all()) {
      for (String preset : peer.presets()) {
        List<String> keys =
            Presets.config(preset).create().network().namedParameters().keySet().stream()
                .map(path -> peer.names().toPeer(path).orElse(path))
                .toList();
        assertThat(UnsupportedDetectors.byKeys(keys)).as(preset).isEmpty();
      }
    }
  }

  @Test
  void reportsTheUnsupportedDetectorOfAFile() {
    Path file = folder.resolve("mask.safetensors");
    SafeTensorsWriter writer = new SafeTensorsWriter();
    List.of(
            "backbone.body.conv1.weight",
            "rpn.head.conv.0.0.weight",
            "roi_heads.box_predictor.cls_score.weight")
        .forEach(key -> writer.add(key, new long[] {1}, new float[1]));
    writer.add("roi_heads.mask_predictor.mask_fcn_logits.weight", new long[] {1}, new float[1]);
    writer.write(file);

    try (TensorFile open = CheckpointFile.open(file)) {
      assertThatThrownBy(() -> PeerModel.recognise(open, PeerModel.Hints.none()))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll(
              "mask.safetensors is a checkpoint of a Mask R-CNN of torchvision",
              "RetinaNet",
              "Faster R-CNN",
              "RetinaFace")
          .hasMessageNotContainingAny("missing", "\n");
    }
  }
}
