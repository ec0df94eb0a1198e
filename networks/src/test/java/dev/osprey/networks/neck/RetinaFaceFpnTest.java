package dev.osprey.networks.neck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Part;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.RetinaFaceFpn.Upsampling;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetinaFaceFpnTest {
  private static final List<FeatureLevel> LEVELS =
      List.of(new FeatureLevel(6, 8), new FeatureLevel(10, 16), new FeatureLevel(12, 32));
  private static final FeatureMaps<String> MAPS = new FeatureMaps<>(List.of("c3", "c4", "c5"));

  @Test
  void mergedMapFeedsTheFinerLevelAndTheCoarsestLevelHasNoMerge() {
    String p5 = "relu(bn(conv1/1(c5)))";
    String p4 = "relu(bn(conv3/1(relu(bn(conv1/1(c4))) + up(" + p5 + "))))";
    String p3 = "relu(bn(conv3/1(relu(bn(conv1/1(c3))) + up(" + p4 + "))))";
    assertThat(forward(RetinaFaceFpn.Config.of(8, 0))).containsExactly(p3, p4, p5);
  }

  @Test
  void everyActivationHasTheSlope() {
    String p3 = forward(RetinaFaceFpn.Config.of(8, 0.1)).get(0);
    assertThat(p3).doesNotContain("relu(");
    // three 1x1 and two 3x3 convolutions lead to the finest level
    assertThat(p3.split("leaky0.1\\(bn\\(", -1)).hasSize(6);
  }

  @Test
  void withoutNormConvolutionsHaveABias() {
    RetinaFaceFpn.Config plain =
        new RetinaFaceFpn.Config(
            8, 0, new NormConfig.None(), ConvInit.torchDefault(), Upsampling.NEAREST);
    assertThat(forward(plain).get(2)).isEqualTo("relu(conv1/1(c5))");
    assertThat(plain.build(LEVELS).namedParameters()).containsKey("merge2.0.bias");
    assertThat(RetinaFaceFpn.Config.of(8, 0).build(LEVELS).namedParameters())
        .containsKeys("output3.1.running_var", "merge2.1.weight")
        .doesNotContainKeys("merge2.0.bias", "merge3.0.weight");
  }

  @Test
  void transposedConvolutionReplacesResizingAndHasNoParameters() {
    RetinaFaceFpn.Config nearest = RetinaFaceFpn.Config.of(8, 0.1);
    RetinaFaceFpn.Config transposed = nearest.withUpsampling(Upsampling.TRANSPOSED_CONVOLUTION);
    assertThat(forward(transposed))
        .isEqualTo(forward(nearest).stream().map(map -> map.replace("up(", "double(")).toList());
    assertThat(transposed.build(LEVELS).namedParameters().keySet())
        .isEqualTo(nearest.build(LEVELS).namedParameters().keySet());
  }

  @Test
  void costOfDoublingCountsInTheFinerLevel() {
    RetinaFaceFpn fpn =
        RetinaFaceFpn.Config.of(8, 0)
            .withUpsampling(Upsampling.TRANSPOSED_CONVOLUTION)
            .build(LEVELS);
    CostOps ops = new CostOps();
    fpn.forward(
        ops,
        new FeatureMaps<>(
            List.of(
                TensorShape.of(1, 6, 8, 7),
                TensorShape.of(1, 10, 4, 4),
                TensorShape.of(1, 12, 2, 2))));
    Part p3 = fpn.parts().get(0);
    assertThat(p3.name()).isEqualTo("p3");
    // 1x1: 6 · 8 · 8 · 7; doubling: 8 · 8 · 8 before cropping; 3x3: 8 · 9 · 8 · 8 · 7
    assertThat(p3.modules().stream().mapToLong(ops::multiplyAdds).sum())
        .isEqualTo(2688 + 512 + 32256);
    assertThat(fpn.parts().stream().map(Part::name)).containsExactly("p3", "p4", "p5");
  }

  @Test
  void pyramidOfOneLevelIsOneConvolution() {
    RetinaFaceFpn fpn = RetinaFaceFpn.Config.of(8, 0).build(LEVELS.subList(2, 3));
    assertThat(fpn.levels()).containsExactly(new FeatureLevel(8, 32));
    assertThat(fpn.forward(new ExpressionOps(), new FeatureMaps<>(List.of("c5"))).levels())
        .containsExactly("relu(bn(conv1/1(c5)))");
  }

  @Test
  void refusesInvalidSettings() {
    assertRefused(() -> RetinaFaceFpn.Config.of(0, 0), "retinaface-fpn: channels is 0");
    assertRefused(() -> RetinaFaceFpn.Config.of(8, 1), "retinaface-fpn: leakySlope is 1.0");
    assertRefused(() -> RetinaFaceFpn.Config.of(8, Double.NaN), "leakySlope is NaN");
    assertRefused(
        () ->
            RetinaFaceFpn.Config.of(8, 0)
                .withUpsampling(Upsampling.TRANSPOSED_CONVOLUTION)
                .build(List.of(LEVELS.get(0), LEVELS.get(2))),
        "maps have strides [8, 32]; give nearest");
  }

  @Test
  void refusesTheMapsOfAnotherBackbone() {
    RetinaFaceFpn fpn = RetinaFaceFpn.Config.of(8, 0).build(LEVELS);
    assertThatThrownBy(() -> fpn.forward(new ExpressionOps(), new FeatureMaps<>(List.of("c5"))))
        .hasMessageContaining("built for 3 levels, got 1");
  }

  private static List<String> forward(RetinaFaceFpn.Config config) {
    return config.build(LEVELS).forward(new ExpressionOps(), MAPS).levels();
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UserError.class).hasMessageContaining(message);
  }
}
