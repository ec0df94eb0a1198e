package dev.osprey.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvInit.Bias;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mean and deviation of initial parameters, for each kind of layer and each setting. The expected
 * deviations are computed by hand from the formulas of torch.nn.init.
 */
class InitializerTest {
  private static final List<FeatureLevel> C3_TO_C5 =
      List.of(new FeatureLevel(512, 8), new FeatureLevel(1024, 16), new FeatureLevel(2048, 32));
  private static final List<FeatureLevel> PYRAMID = List.of(new FeatureLevel(256, 8));

  @Test
  void residualConvolutionsAreNormalByFanOut() {
    ResNet network = ResNet.Config.of(50).withOutStages(List.of(1)).build();
    // 64 · 7 · 7 = 3136, √(2 / 3136) = 0.025254
    assertNormal(network, "conv1.weight", 0.025254);
    // 64 · 3 · 3 = 576, √(2 / 576) = 0.058926
    assertNormal(network, "layer1.0.conv2.weight", 0.058926);
    // 256 · 1 · 1 = 256, √(2 / 256) = 0.088388
    assertNormal(network, "layer1.0.downsample.0.weight", 0.088388);
  }

  @Test
  void normsStartAsIdentity() {
    ResNet batch = ResNet.Config.of(18).withOutStages(List.of(1)).build();
    assertConstant(batch, "bn1.weight", 1);
    assertConstant(batch, "bn1.bias", 0);
    assertConstant(batch, "bn1.running_mean", 0);
    assertConstant(batch, "bn1.running_var", 1);
    ResNet group =
        ResNet.Config.of(18).withOutStages(List.of(1)).withNorm(NormConfig.Group.of(32)).build();
    assertConstant(group, "layer1.1.bn2.weight", 1);
    assertConstant(group, "layer1.1.bn2.bias", 0);
  }

  @Test
  void mobileNetStartsWithTorchDefaults() {
    MobileNetV1 network = MobileNetV1.Config.of(1).build();
    // bounds 1 / √fanIn: stem 3 · 9 = 27, depth-wise 1 · 9, point-wise 32
    assertUniform(network, "stage1.0.0.weight", 0.192450);
    assertUniform(network, "stage3.1.0.weight", 0.333333);
    assertUniform(network, "stage1.1.3.weight", 0.176777);
    assertConstant(network, "stage1.1.4.weight", 1);
    assertConstant(network, "stage1.1.4.bias", 0);
  }

  @Test
  void torchvisionPyramidIsUniformByFanIn() {
    Fpn fpn = Fpn.Config.of(ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.C5)).build(C3_TO_C5);
    // bounds √(3 / fanIn): 512; 256 · 9 = 2304; 2048 · 9 = 18432
    assertUniform(fpn, "inner_blocks.0.0.weight", 0.076547);
    assertUniform(fpn, "layer_blocks.2.0.weight", 0.036084);
    assertUniform(fpn, "extra_blocks.p6.weight", 0.012758);
    assertUniform(fpn, "extra_blocks.p7.weight", 0.036084);
    assertConstant(fpn, "inner_blocks.0.0.bias", 0);
    assertConstant(fpn, "extra_blocks.p6.bias", 0);
  }

  @Test
  void pytorchRetinanetPyramidIsNormalByFanOutWithUniformBiases() {
    Fpn fpn = pyramid(ConvInit.kaimingNormalFanOut().with(Bias.FAN_IN_UNIFORM));
    // deviations √(2 / fanOut): 256 · 1 and 256 · 9
    assertNormal(fpn, "inner_blocks.2.0.weight", 0.088388);
    assertNormal(fpn, "layer_blocks.0.0.weight", 0.029463);
    assertNormal(fpn, "extra_blocks.p6.weight", 0.029463);
    // bounds 1 / √fanIn: 2048; 2304; 18432
    assertUniform(fpn, "inner_blocks.2.0.bias", 0.022097);
    assertUniform(fpn, "layer_blocks.0.0.bias", 0.020833);
    assertUniform(fpn, "extra_blocks.p6.bias", 0.007366);
  }

  @Test
  void mmdetectionPyramidIsXavierUniform() {
    Fpn fpn = pyramid(ConvInit.xavierUniform());
    // bounds √(6 / (fanIn + fanOut)): 512 + 256; 2 · 2304; 18432 + 2304
    assertUniform(fpn, "inner_blocks.0.0.weight", 0.088388);
    assertUniform(fpn, "layer_blocks.0.0.weight", 0.036084);
    assertUniform(fpn, "extra_blocks.p6.weight", 0.017010);
    assertConstant(fpn, "extra_blocks.p6.bias", 0);
  }

  @Test
  void headStartsNormalWithThePriorInItsBias() {
    for (NormConfig norm : List.of(Configurations.NONE, NormConfig.Group.of(32))) {
      RetinaNetHead head = RetinaNetHead.Config.of(norm).build(PYRAMID, 9, 20);
      assertNormal(head, "classification_head.conv.0.0.weight", 0.01);
      assertNormal(head, "classification_head.cls_logits.weight", 0.01);
      assertNormal(head, "regression_head.conv.3.0.weight", 0.01);
      assertNormal(head, "regression_head.bbox_reg.weight", 0.01);
      // -ln(0.99 / 0.01) = -4.595120
      assertConstant(head, "classification_head.cls_logits.bias", -4.595120);
      assertConstant(head, "regression_head.bbox_reg.bias", 0);
    }
  }

  @Test
  void pytorchRetinanetHeadStartsWithOutputsOfZero() {
    ConvInit tower = ConvInit.kaimingNormalFanOut().with(Bias.FAN_IN_UNIFORM);
    RetinaNetHead head =
        new RetinaNetHead.Config(
                4, 256, Configurations.NONE, Activation.RELU, 0.01, tower, ConvInit.zero())
            .build(PYRAMID, 9, 20);
    // √(2 / (256 · 9)) = 0.029463, 1 / √(256 · 9) = 0.020833
    assertNormal(head, "classification_head.conv.0.0.weight", 0.029463);
    assertUniform(head, "classification_head.conv.0.0.bias", 0.020833);
    assertNormal(head, "regression_head.conv.3.0.weight", 0.029463);
    assertConstant(head, "classification_head.cls_logits.weight", 0);
    assertConstant(head, "classification_head.cls_logits.bias", -4.595120);
    assertConstant(head, "regression_head.bbox_reg.weight", 0);
    assertConstant(head, "regression_head.bbox_reg.bias", 0);
  }

  @Test
  void fanInIsDividedByGroupsAndFanOutIsNot() {
    long[] depthwise = {4096, 1, 3, 3};
    // torch computes fans (9, 36864): out · 9 for any number of groups
    float[] values = new float[4096 * 9];
    new Initializer.KaimingNormalFanOut().fill(values, depthwise, new Random(3));
    assertThat(std(values)).isCloseTo(Math.sqrt(2.0 / 36864), within(3e-4));
    new Initializer.KaimingUniform(1).fill(values, depthwise, new Random(3));
    assertThat(std(values)).isCloseTo(Math.sqrt(1.0 / 9), within(6e-3));
  }

  @Test
  void sameSeedGivesSameBits() {
    ResNet network = ResNet.Config.of(18).withOutStages(List.of(1)).build();
    assertThat(fill(network, "conv1.weight")).isEqualTo(fill(network, "conv1.weight"));
  }

  @Test
  void emptyArrayStaysEmpty() {
    float[] nothing = {};
    new Initializer.KaimingUniform(1).fill(nothing, new long[] {0, 3, 1, 1}, new Random(1));
    assertThat(nothing).isEmpty();
  }

  private static Fpn pyramid(ConvInit init) {
    return new Fpn.Config(
            256, 0, ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.C5), Configurations.NONE, init)
        .build(C3_TO_C5);
  }

  private static float[] fill(Module module, String name) {
    Parameter parameter = Objects.requireNonNull(module.namedParameters().get(name), name);
    float[] values = new float[Math.toIntExact(parameter.count())];
    parameter.initializer().fill(values, parameter.shape(), new Random(20));
    return values;
  }

  /**
   * Checks mean and deviation within five standard errors, and that some values exceed two
   * deviations.
   */
  private static void assertNormal(Module module, String name, double std) {
    float[] values = fill(module, name);
    double error = std / Math.sqrt(values.length);
    assertThat(mean(values)).as(name + ": mean").isCloseTo(0, within(5 * error));
    assertThat(std(values)).as(name).isCloseTo(std, within(5 * error / Math.sqrt(2) + 1e-6));
    assertThat(largest(values)).as(name + ": tails").isGreaterThan(3 * std);
  }

  /**
   * Checks that values are within the bound and nearly reach it, and mean and deviation within 5
   * standard errors.
   */
  private static void assertUniform(Module module, String name, double bound) {
    float[] values = fill(module, name);
    double std = bound / Math.sqrt(3);
    double error = std / Math.sqrt(values.length);
    assertThat(mean(values)).as(name + ": mean").isCloseTo(0, within(5 * error));
    assertThat(std(values)).as(name).isCloseTo(std, within(5 * error + 1e-6));
    assertThat(largest(values)).as(name).isBetween(0.95 * bound, bound + 1e-6);
  }

  private static void assertConstant(Module module, String name, double value) {
    for (float actual : fill(module, name)) {
      assertThat((double) actual).as(name).isCloseTo(value, within(1e-6));
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double std(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
