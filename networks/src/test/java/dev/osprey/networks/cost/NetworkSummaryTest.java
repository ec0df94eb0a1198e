package dev.osprey.networks.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.Configurations;
import dev.osprey.networks.OneStageNetwork;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class NetworkSummaryTest {
  /** What torchvision's published figures stand for: a square picture after its resizing. */
  private static final ImageSize PUBLISHED = new ImageSize(800, 800);

  /** COCO_V1 has frozen norms, whose affine part torchvision does not count. */
  @Test
  void retinaNetR50HasThePublishedFigures() {
    NetworkSummary summary =
        NetworkSummary.of(Configurations.retinaNet50(Configurations.FROZEN, 91), PUBLISHED);
    assertThat(summary.parameters()).isEqualTo(34_014_999);
    assertThat(summary.gflops()).isCloseTo(151.54, within(0.005));
  }

  /** COCO_V1 of v2 has trained norms. */
  @Test
  void retinaNetR50V2HasThePublishedFigures() {
    NetworkSummary summary = NetworkSummary.of(Configurations.retinaNet50V2(91), PUBLISHED);
    assertThat(summary.parameters()).isEqualTo(38_198_935);
    assertThat(summary.gflops()).isCloseTo(152.238, within(0.0005));
  }

  @Test
  void stagesAddUpAndNameTheirOutputs() {
    NetworkSummary summary =
        NetworkSummary.of(
            Configurations.retinaNet50(Configurations.FROZEN, 91), new ImageSize(800, 1216));
    assertThat(summary.stages())
        .extracting(NetworkSummary.Stage::name)
        .containsExactly(
            "backbone.body.conv1",
            "backbone.body.bn1",
            "backbone.body.layer1",
            "backbone.body.layer2",
            "backbone.body.layer3",
            "backbone.body.layer4",
            "backbone.fpn",
            "head.classification_head",
            "head.regression_head");
    NetworkSummary.Stage pyramid = summary.stages().get(6);
    assertThat(pyramid.outputs())
        .containsExactly(
            TensorShape.of(1, 256, 100, 152),
            TensorShape.of(1, 256, 50, 76),
            TensorShape.of(1, 256, 25, 38),
            TensorShape.of(1, 256, 13, 19),
            TensorShape.of(1, 256, 7, 10));
    assertThat(summary.stages().get(8).outputs())
        .hasSize(5)
        .startsWith(TensorShape.of(1, 36, 100, 152));
    // torchvision's network with its convolutions counted one by one
    assertThat(summary.stages().stream().mapToLong(NetworkSummary.Stage::multiplyAdds).sum())
        .isEqualTo(230_236_947_712L);
  }

  @Test
  void frozenParametersCountButAreNotTrainable() {
    OneStageNetwork network =
        OneStageNetwork.of(
            ResNet.Config.of(18).withFrozenStages(0),
            Fpn.Config.of(new ExtraLevels.None()),
            RetinaNetHead.Config.of(Configurations.NONE),
            1,
            1);
    NetworkSummary summary = NetworkSummary.of(network, new ImageSize(1, 1));
    // the stem: 64 · 3 · 7 · 7 weights and 2 · 64 of its norm
    assertThat(summary.parameters() - summary.trainableParameters()).isEqualTo(9408 + 128);
  }

  @Test
  void tableHasARowForEachStageAndTheSum() {
    String table =
        NetworkSummary.of(
                Configurations.retinaNet50(Configurations.FROZEN, 91), new ImageSize(800, 800))
            .table();
    assertThat(table.lines())
        .hasSize(11)
        .anySatisfy(line -> assertThat(line).matches("stage +output +parameters +GFLOPs"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("backbone.fpn +1x256x100x100 … 1x256x7x7, 5 levels +[0-9,]+ +[0-9.]+"))
        .last(InstanceOfAssertFactories.STRING)
        .matches("total +34,014,999 +151.540");
  }
}
