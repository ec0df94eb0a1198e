package dev.osprey.networks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.Configurations;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class NetworkSummaryTest {
  private static final ImageSize SIZE = new ImageSize(800, 1216);

  @Test
  void stagesAddUpAndHaveTheirOutputShapes() {
    NetworkSummary summary =
        NetworkSummary.of(Configurations.retinaNet50(Configurations.FROZEN, 91), SIZE);
    assertThat(summary.stages())
        .extracting(NetworkSummary.Stage::name)
        .containsExactly(
            "backbone.stem",
            "backbone.layer1",
            "backbone.layer2",
            "backbone.layer3",
            "backbone.layer4",
            "neck.p3",
            "neck.p4",
            "neck.p5",
            "neck.p6",
            "neck.p7",
            "head.classification_head",
            "head.regression_head");
    assertThat(outputs(summary, "backbone.stem")).containsExactly(TensorShape.of(1, 64, 400, 608));
    assertThat(outputs(summary, "backbone.layer4"))
        .containsExactly(TensorShape.of(1, 2048, 25, 38));
    assertThat(outputs(summary, "neck.p3")).containsExactly(TensorShape.of(1, 256, 100, 152));
    assertThat(outputs(summary, "neck.p7")).containsExactly(TensorShape.of(1, 256, 7, 10));
    assertThat(outputs(summary, "head.regression_head"))
        .hasSize(5)
        .startsWith(TensorShape.of(1, 36, 100, 152));
    // torchvision's network with its convolutions counted one by one
    assertThat(summary.multiplyAdds()).isEqualTo(230_236_947_712L);
  }

  @Test
  void levelIncludesItsLateralAndItsOutputConvolution() {
    NetworkSummary summary =
        NetworkSummary.of(Configurations.retinaNet50(Configurations.FROZEN, 91), SIZE);
    // 512 · 256 + 256 for the 1x1, 256 · 256 · 9 + 256 for the 3x3
    assertThat(stage(summary, "neck.p3").parameters()).isEqualTo(131_328 + 590_080);
    // (512 + 256 · 9) products for each of 256 channels
    assertThat(stage(summary, "neck.p3").multiplyAdds()).isEqualTo(256L * 100 * 152 * (512 + 2304));
    // input P5: 256 · 256 · 9 + 256
    assertThat(stage(summary, "neck.p6").parameters()).isEqualTo(590_080);
  }

  @Test
  void pooledLevelHasAnOutputAndNoCost() {
    NetworkSummary summary =
        NetworkSummary.of(
            network(ResNet.Config.of(18), new ExtraLevels.MaxPool(1)), new ImageSize(64, 96));
    NetworkSummary.Stage pooled = stage(summary, "neck.p6");
    assertThat(pooled.outputs()).containsExactly(TensorShape.of(1, 256, 1, 2));
    assertThat(pooled.parameters() + pooled.multiplyAdds()).isZero();
  }

  @Test
  void frozenParametersCountAsParametersButNotAsTrainable() {
    NetworkSummary summary =
        NetworkSummary.of(
            network(ResNet.Config.of(18).withFrozenStages(1), new ExtraLevels.None()),
            new ImageSize(1, 1));
    // the stem: 64 · 3 · 7 · 7 weights and 2 · 64 of its norm
    assertThat(stage(summary, "backbone.stem").parameters()).isEqualTo(9408 + 128);
    assertThat(stage(summary, "backbone.stem").trainableParameters()).isZero();
    // layer1: 4 convolutions of 64 · 64 · 9 and 4 norms of 2 · 64
    assertThat(summary.parameters() - summary.trainableParameters())
        .isEqualTo(9408 + 128 + 4 * (36_864 + 128));
    assertThat(summary.text())
        .contains("frozen parameters: 157,504, in backbone.stem, backbone.layer1\n");
    // 1 + 4 norms frozen, 5 in each of the other stages
    assertThat(summary.batchNorms())
        .isEqualTo(Map.of(BatchNorm.Mode.FROZEN, 5, BatchNorm.Mode.TRAIN, 15));
    assertThat(summary.text())
        .contains(
            "batch norms: 15 train (batch statistics), 5 frozen (running statistics; nothing"
                + " trains)");
  }

  @Test
  void textMarksAPartThatIsPartlyFrozen() {
    MobileNetV1.Config usual = MobileNetV1.Config.of(0.25);
    MobileNetV1.Config stemFrozen =
        new MobileNetV1.Config(
            0.25, 0.1, 0, NormConfig.Batch.of(BatchNorm.Mode.EVAL), usual.init());
    NetworkSummary summary =
        NetworkSummary.of(network(stemFrozen, new ExtraLevels.None()), new ImageSize(32, 32));
    // 8 · 3 · 3 · 3 weights and 2 · 8 of the norm
    assertThat(summary.text())
        .contains("frozen parameters: 232, in backbone.stage1 (a part of it)\n");
    assertThat(summary.text()).contains("26 eval (running statistics; scale and shift train), 1 f");
  }

  @Test
  void textHasAlignedRowsForEachStageAndTheSum() {
    String text =
        NetworkSummary.of(
                Configurations.retinaNet50(Configurations.FROZEN, 91), new ImageSize(800, 800))
            .text();
    List<String> table = text.lines().takeWhile(line -> !line.isEmpty()).toList();
    // the header, 5 rows of the backbone, 5 levels, 2 towers, the sum
    assertThat(table).hasSize(14);
    assertThat(table.stream().map(String::length).distinct()).hasSize(1);
    assertThat(table).first(InstanceOfAssertFactories.STRING).matches("stage +output .*GFLOPs");
    assertThat(table)
        .anySatisfy(line -> assertThat(line).matches("neck.p7 +1x256x7x7 +590,080 +590,080 .*"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches("head.reg.* 1x36x100x100 to 1x36x7x7, 5 levels +2,443,300 .*"))
        .last(InstanceOfAssertFactories.STRING)
        .matches("total +34,014,999 +34,014,999 +151.540");
    assertThat(text)
        .contains("for one image of 800x800: 151.540 with a multiply-add")
        // rounded once, not twice the rounded 151.540
        .contains("303.081 with it counted twice")
        .contains("frozen parameters: none\n")
        .endsWith("batch norms: 53 frozen (running statistics; nothing trains)\n");
  }

  @Test
  void textOfANetworkWithoutBatchNormSaysNone() {
    NetworkSummary summary =
        NetworkSummary.of(
            network(ResNet.Config.of(18).withNorm(Configurations.NONE), new ExtraLevels.None()),
            new ImageSize(32, 32));
    assertThat(summary.batchNorms()).isEmpty();
    assertThat(summary.text()).contains("batch norms: none");
  }

  private static OneStageNetwork network(Backbone.Config backbone, ExtraLevels extraLevels) {
    return OneStageNetwork.of(
        backbone,
        new Fpn.Config(256, 0, extraLevels, Configurations.NONE, ConvInit.kaimingUniform()),
        RetinaNetHead.Config.of(Configurations.NONE),
        1,
        1);
  }

  private static NetworkSummary.Stage stage(NetworkSummary summary, String name) {
    return summary.stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<TensorShape> outputs(NetworkSummary summary, String name) {
    return stage(summary, name).outputs();
  }

  @Test
  void textAlsoHasTheCountWithoutNormsThatPeersPublish() {
    // torchvision's retinanet_resnet50_fpn: 34,014,999 with frozen norms, which have no parameters.
    OneStageNetwork trained =
        Configurations.retinaNet50(NormConfig.Batch.of(BatchNorm.Mode.TRAIN), 91);
    assertThat(NetworkSummary.of(trained, new ImageSize(64, 64)).text())
        .endsWith(
            "parameters without the scale and shift of batch norms: 34,014,999 (as published where"
                + " these are frozen)\n");
  }
}
