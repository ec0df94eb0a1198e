package dev.osprey.weights.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaFaceHead;
import dev.osprey.networks.neck.RetinaFaceFpn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Biubug6NamesTest {
  private final Biubug6Names names = new Biubug6Names();

  @Test
  void mobileNetStateDictHasOurShapesInTheSameOrder() throws IOException {
    Map<String, String> peer = stateDict("retinaface-mobilenet025.txt");
    assertThat(ours(MobileNetV1.Config.of(0.25), 64, 0.1)).containsExactlyEntriesOf(peer);
    assertNamesRoundTrip(peer);
  }

  @Test
  void resNetStateDictHasOurShapesInTheSameOrder() throws IOException {
    Map<String, String> peer = stateDict("retinaface-r50.txt");
    assertThat(ours(ResNet.Config.of(50), 256, 0)).containsExactlyEntriesOf(peer);
    assertNamesRoundTrip(peer);
  }

  private void assertNamesRoundTrip(Map<String, String> stateDict) {
    assertThat(stateDict.keySet())
        .allSatisfy(name -> assertThat(names.toOurs(name).flatMap(names::toPeer)).contains(name));
  }

  /** Returns the shapes of our network by the peer's names. */
  private Map<String, String> ours(Backbone.Config backbone, int channels, double leakySlope) {
    OneStageNetwork network =
        OneStageNetwork.of(
            backbone,
            RetinaFaceFpn.Config.of(channels, leakySlope),
            RetinaFaceHead.Config.of(channels, leakySlope),
            2,
            2);
    Map<String, String> shapes = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach(
            (path, parameter) ->
                shapes.put(names.toPeer(path).orElseThrow(), text(parameter.shape())));
    assertThat(shapes).hasSameSizeAs(network.namedParameters());
    return shapes;
  }

  private static String text(long[] shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  /** Returns the peer's names and shapes without the step counts. */
  private static Map<String, String> stateDict(String resource) throws IOException {
    Map<String, String> shapes = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(Biubug6NamesTest.class.getResourceAsStream(resource), resource)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int space = line.indexOf(' ');
        if (!line.substring(0, space).endsWith("num_batches_tracked")) {
          shapes.put(line.substring(0, space), line.substring(space + 1));
        }
      }
    }
    assertThat(shapes).isNotEmpty();
    return shapes;
  }

  @ParameterizedTest
  @CsvSource({
    "body.stage1.0.0.weight, backbone.body.stage1.0.0.weight",
    "body.layer2.0.downsample.1.running_mean, backbone.body.layer2.0.downsample.1.running_mean",
    "fpn.output1.0.weight, backbone.fpn.output1.0.weight",
    "fpn.merge2.1.bias, backbone.fpn.merge2.1.bias",
    "ssh1.conv7X7_2.0.weight, head.ssh1.conv7X7_2.0.weight",
    "ssh3.conv7x7_3.1.weight, head.ssh3.conv7x7_3.1.weight",
    "ClassHead.0.conv1x1.weight, head.ClassHead.0.conv1x1.weight",
    "LandmarkHead.2.conv1x1.bias, head.LandmarkHead.2.conv1x1.bias",
  })
  void readsTheNamesOfPytorchRetinaface(String peer, String ours) {
    assertThat(names.toOurs(peer)).contains(ours);
    assertThat(names.toPeer(ours)).contains(peer);
  }

  @Test
  void stepCountsAndForeignNamesHaveNoCounterpart() {
    assertThat(names.toOurs("body.bn1.num_batches_tracked")).isEmpty();
    assertThat(names.toOurs("fpn.P3_1.weight")).isEmpty();
    assertThat(names.toPeer("head.classification_head.cls_logits.weight")).isEmpty();
    assertThat(names.toPeer("backbone.fpn.inner_blocks.0.0.weight")).isEmpty();
  }
}
