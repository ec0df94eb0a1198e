package dev.osprey.weights.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.preset.Presets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmdetNamesTest {
  private final MmdetNames names = new MmdetNames();

  @Test
  void parameterNamesOfThePresetAreUniqueAndRoundTrip() {
    OneStageDetector.Config config =
        (OneStageDetector.Config) Presets.config("retinanet-r50-mmdet");
    Set<String> ours = config.create().network().namedParameters().keySet();
    Set<String> peers = new HashSet<>();
    for (String path : ours) {
      String peer = names.toPeer(path).orElseThrow(() -> new AssertionError("no name: " + path));
      assertThat(names.toOurs(peer)).contains(path);
      peers.add(peer);
    }
    assertThat(peers).hasSameSizeAs(ours);
  }

  @ParameterizedTest
  @CsvSource({
    "backbone.layer1.0.downsample.1.running_mean, backbone.body.layer1.0.downsample.1.running_mean",
    "neck.lateral_convs.2.conv.bias, backbone.fpn.inner_blocks.2.0.bias",
    "neck.fpn_convs.0.conv.weight, backbone.fpn.layer_blocks.0.0.weight",
    "neck.fpn_convs.4.conv.weight, backbone.fpn.extra_blocks.p7.weight",
    "bbox_head.cls_convs.3.conv.weight, head.classification_head.conv.3.0.weight",
    "bbox_head.retina_reg.bias, head.regression_head.bbox_reg.bias",
  })
  void readsTheNamesOfMmdetection(String peer, String ours) {
    assertThat(names.toOurs(peer)).contains(ours);
    assertThat(names.toPeer(ours)).contains(peer);
  }

  @Test
  void stepCountsAndForeignNamesHaveNoCounterpart() {
    assertThat(names.toOurs("backbone.bn1.num_batches_tracked")).isEmpty();
    assertThat(names.toOurs("rpn_head.rpn_conv.weight")).isEmpty();
    assertThat(names.toPeer("rpn.head.conv.0.0.weight")).isEmpty();
  }
}
