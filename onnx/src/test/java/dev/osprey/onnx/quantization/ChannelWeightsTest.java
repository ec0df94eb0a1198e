package dev.osprey.onnx.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChannelWeightsTest {
  @Test
  void eachChannelHasItsOwnScale() {
    float[] weights = {127, -63.5f, 0, 0.0127f, 0.0063f, -0.0127f};
    ChannelWeights channels = ChannelWeights.of(weights, new float[2]);
    assertThat(channels.scales()).containsExactly(1f, 0.0127f / 127);
    // -63.5 is half way: to even
    assertThat(channels.values()).containsExactly(127, -64, 0, 127, 63, -127);
  }

  @Test
  void aChannelOfZerosAndNoWeightsAtAllAreAllowed() {
    ChannelWeights channels = ChannelWeights.of(new float[] {0, 0, 1, -1}, new float[2]);
    assertThat(channels.scales()).containsExactly(1f, 1f / 127);
    assertThat(channels.values()).containsExactly(0, 0, 127, -127);
    assertThat(ChannelWeights.of(new float[0], new float[0]).values()).isEmpty();
    assertThat(ChannelWeights.of(new float[0], new float[3]).scales()).containsExactly(1, 1, 1);
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() {
    assertThatThrownBy(() -> ChannelWeights.of(new float[] {1, Float.NaN}, new float[1]))
        .hasMessage("weights are not finite");
  }

  @Test
  void aBiasIsCountedInUnitsOfInputAndWeight() {
    // units are 0.5 · 0.01 = 0.005 and 0.5 · 2 = 1
    int[] bias = LayerBias.quantized(new float[] {1, -3}, 0.5f, new float[] {0.01f, 2});
    assertThat(bias).containsExactly(200, -3);
  }

  @Test
  void aBiasThatOverflowsMakesItsChannelCoarser() {
    // tiny weights: one unit is 1e-12, and a bias of 5 has 5e12 of them
    float[] bias = {5, 5, 0};
    float inputScale = 1e-3f;
    float[] minimum = LayerBias.minimumWeightScales(bias, inputScale);
    float[] weights = {1.27e-7f, 1.27f, 1.27e-7f};
    ChannelWeights channels = ChannelWeights.of(weights, minimum);
    int[] quantized = LayerBias.quantized(bias, inputScale, channels.scales());
    for (int c = 0; c < bias.length; c++) {
      assertThat(Math.abs(quantized[c])).isLessThanOrEqualTo(1 << 30);
      double value = (double) quantized[c] * inputScale * channels.scales()[c];
      assertThat(value).isCloseTo(bias[c], within(1e-4));
    }
    assertThat(channels.values()).containsExactly(0, 127, 127);
    assertThat(quantized[0]).isGreaterThan(1 << 29);
  }
}
