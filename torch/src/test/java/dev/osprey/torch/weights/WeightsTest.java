package dev.osprey.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.networks.Parameter;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.torch.Engine;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private final ResNet network = ResNet.Config.of(18).withFrozenStages(1).build();

  @Test
  void sameSeedGivesTheSameBits() {
    try (Weights one = Weights.initialize(network, Engine.cpu(), 7);
        Weights two = Weights.initialize(network, Engine.cpu(), 7);
        Weights other = Weights.initialize(network, Engine.cpu(), 8)) {
      assertThat(one.values("layer2.0.conv1.weight"))
          .containsExactly(two.values("layer2.0.conv1.weight"))
          .isNotEqualTo(other.values("layer2.0.conv1.weight"));
    }
  }

  @Test
  void frozenStagesAndStatisticsAreNotTrainable() {
    try (Weights weights = Weights.initialize(network, Engine.cpu(), 1)) {
      assertThat(weights.trainable().keySet())
          .contains("layer2.0.conv1.weight", "layer2.0.bn1.weight")
          .noneMatch(path -> path.startsWith("conv1") || path.startsWith("layer1."))
          .noneMatch(path -> path.contains("running_"));
    }
  }

  @Test
  void valuesKeepTheirOrder() {
    Weights.Source counting =
        (path, parameter) -> {
          float[] values = new float[(int) parameter.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = i;
          }
          return values;
        };
    try (Weights weights = Weights.of(network, Engine.cpu(), counting)) {
      float[] values = weights.values("conv1.weight");
      assertThat(values).hasSize(64 * 3 * 7 * 7);
      assertThat(Arrays.copyOf(values, 3)).containsExactly(0, 1, 2);
      weights.load(network, (path, parameter) -> new float[(int) parameter.count()]);
      assertThat(weights.values("conv1.weight")).containsOnly(0);
    }
  }

  @Test
  void refusesAParameterOfAnotherNetwork() {
    try (Weights weights = Weights.initialize(network, Engine.cpu(), 1)) {
      Parameter stranger =
          ResNet.Config.of(18).build().namedParameters().values().iterator().next();
      assertThatThrownBy(() -> weights.get(stranger))
          .hasMessageContaining("belongs to another network");
    }
  }
}
