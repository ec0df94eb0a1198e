package dev.osprey.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MobileNetV1Test {

  @Test
  void widthMultipliesChannels() {
    assertThat(MobileNetV1.Config.of(1).build().levels())
        .containsExactly(
            new FeatureLevel(256, 8), new FeatureLevel(512, 16), new FeatureLevel(1024, 32));
    assertThat(MobileNetV1.Config.of(0.25).build().levels())
        .containsExactly(
            new FeatureLevel(64, 8), new FeatureLevel(128, 16), new FeatureLevel(256, 32));
    // 32 / 32 = 1 channel in the stem, 1024 / 32 = 32 at the end
    assertThat(MobileNetV1.Config.of(1.0 / 32).build().levels())
        .containsExactly(
            new FeatureLevel(8, 8), new FeatureLevel(16, 16), new FeatureLevel(32, 32));
  }

  @Test
  void everyActivationHasTheSlopeAndZeroIsPlainRelu() {
    List<String> leaky = maps(0.1);
    assertThat(leaky.get(2)).contains("leaky0.1(").doesNotContain("relu(");
    assertThat(maps(0).get(2)).contains("relu(").doesNotContain("leaky");
    // 14 convolutions and 13 more of the separable ones, each with norm and activation
    assertThat(leaky.get(2).split("leaky0.1\\(bn\\(", -1)).hasSize(28);
  }

  @Test
  void freezesTheStemAndTheStagesUpToFrozenStages() {
    assertThat(frozen(-1)).isEmpty();
    assertThat(frozen(0))
        .containsExactly("stage1.0.0.weight", "stage1.0.1.weight", "stage1.0.1.bias");
    assertThat(frozen(2))
        .contains("stage1.5.4.bias", "stage2.5.4.bias")
        .doesNotContain("stage3.0.0.weight");
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> MobileNetV1.Config.of(0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("mobilenet-v1: width is 0.0; give a factor from 0.03125 to 8");
    assertThatThrownBy(() -> MobileNetV1.Config.of(Double.NaN)).isInstanceOf(UserError.class);
    MobileNetV1.Config usual = MobileNetV1.Config.of(1);
    assertThatThrownBy(() -> new MobileNetV1.Config(1, -0.1, -1, usual.norm(), usual.init()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("leakySlope is -0.1");
    assertThatThrownBy(() -> new MobileNetV1.Config(1, 0, 4, usual.norm(), usual.init()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("frozenStages is 4");
  }

  private static List<String> maps(double slope) {
    MobileNetV1.Config usual = MobileNetV1.Config.of(0.25);
    return new MobileNetV1.Config(0.25, slope, -1, usual.norm(), usual.init())
        .build()
        .forward(new ExpressionOps(), "x")
        .levels();
  }

  private static List<String> frozen(int stages) {
    MobileNetV1.Config usual = MobileNetV1.Config.of(0.25);
    return new MobileNetV1.Config(0.25, 0.1, stages, usual.norm(), usual.init())
        .build().namedParameters().entrySet().stream()
            .filter(entry -> !entry.getKey().contains("running"))
            .filter(entry -> !entry.getValue().isTrainable())
            .map(Map.Entry::getKey)
            .toList();
  }
}
