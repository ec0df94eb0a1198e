package dev.osprey.networks.neck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels.Between;
import dev.osprey.networks.neck.ExtraLevels.Convolutions;
import dev.osprey.networks.neck.ExtraLevels.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class FpnTest {
  private static final NormConfig NONE = new NormConfig.None();
  private static final List<FeatureLevel> LEVELS =
      List.of(new FeatureLevel(6, 16), new FeatureLevel(10, 32));
  private static final FeatureMaps<String> MAPS = new FeatureMaps<>(List.of("c4", "c5"));

  @Test
  void addsTheCoarserLevelBeforeTheLastConvolution() {
    assertThat(forward(config(0, new ExtraLevels.None(), NONE)))
        .containsExactly("conv3/1(conv1/1(c4) + up(conv1/1(c5)))", "conv3/1(conv1/1(c5))");
  }

  @Test
  void p6ReadsTheBackboneOrThePyramidAndP7ReadsP6WithOrWithoutRelu() {
    assertThat(extra(Convolutions.p6p7(Source.C5)))
        .containsExactly("conv3/2(c5)", "conv3/2(relu(conv3/2(c5)))");
    assertThat(extra(Convolutions.p6p7(Source.P5)))
        .containsExactly(
            "conv3/2(conv3/1(conv1/1(c5)))", "conv3/2(relu(conv3/2(conv3/1(conv1/1(c5)))))");
    assertThat(extra(new Convolutions(3, Source.C5, Between.NOTHING, NONE)))
        .containsExactly("conv3/2(c5)", "conv3/2(conv3/2(c5))", "conv3/2(conv3/2(conv3/2(c5)))");
  }

  @Test
  void maxPoolTakesEverySecondPixel() {
    assertThat(extra(new ExtraLevels.MaxPool(2)))
        .containsExactly("pool1/2(conv3/1(conv1/1(c5)))", "pool1/2(pool1/2(conv3/1(conv1/1(c5))))");
  }

  @Test
  void normsFollowConvolutionsWithoutActivation() {
    NormConfig norm = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);
    Fpn fpn =
        config(0, new Convolutions(1, Source.C5, Between.RELU, NormConfig.Group.of(4)), norm)
            .build(LEVELS);
    assertThat(fpn.forward(new ExpressionOps(), MAPS).levels())
        .containsExactly(
            "bn(conv3/1(bn(conv1/1(c4)) + up(bn(conv1/1(c5)))))",
            "bn(conv3/1(bn(conv1/1(c5))))",
            "gn(conv3/2(c5))");
    assertThat(fpn.namedParameters())
        .containsKeys(
            "inner_blocks.0.1.weight", "extra_blocks.p6.0.weight", "extra_blocks.p6.1.bias")
        .doesNotContainKeys("inner_blocks.0.0.bias", "extra_blocks.p6.0.bias");
  }

  @Test
  void startLevelSkipsFinerMaps() {
    Fpn fpn = config(1, new ExtraLevels.MaxPool(1), NONE).build(LEVELS);
    assertThat(fpn.levels()).containsExactly(new FeatureLevel(8, 32), new FeatureLevel(8, 64));
    assertThat(fpn.forward(new ExpressionOps(), MAPS).levels())
        .containsExactly("conv3/1(conv1/1(c5))", "pool1/2(conv3/1(conv1/1(c5)))");
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> config(2, new ExtraLevels.None(), NONE).build(LEVELS))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fpn: startLevel is 2, but the backbone has 2 output maps");
    assertThatThrownBy(() -> config(-1, new ExtraLevels.None(), NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fpn: startLevel is -1");
    assertThatThrownBy(() -> new ExtraLevels.MaxPool(0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("extraLevels.count is 0; give 1 or more, or type: none");
    assertThatThrownBy(
            () -> new Fpn.Config(0, 0, new ExtraLevels.None(), NONE, ConvInit.kaimingUniform()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fpn: channels is 0");
  }

  @Test
  void refusesTheMapsOfAnotherBackbone() {
    Fpn fpn = config(0, new ExtraLevels.None(), NONE).build(LEVELS);
    assertThatThrownBy(() -> fpn.forward(new ExpressionOps(), new FeatureMaps<>(List.of("c5"))))
        .hasMessageContaining("built for 2 levels, got 1");
  }

  private static Fpn.Config config(int startLevel, ExtraLevels extra, NormConfig norm) {
    return new Fpn.Config(8, startLevel, extra, norm, ConvInit.kaimingUniform());
  }

  private static List<String> forward(Fpn.Config config) {
    return config.build(LEVELS).forward(new ExpressionOps(), MAPS).levels();
  }

  private static List<String> extra(ExtraLevels extra) {
    List<String> all = forward(config(0, extra, NONE));
    return all.subList(2, all.size());
  }
}
