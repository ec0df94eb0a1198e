package dev.osprey.detection.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LandmarkCoderTest {
  private static final Offset<Float> NEAR = within(1e-5f);
  private final LandmarkCoder coder = new LandmarkCoder(new LandmarkCoder.Config(0.1));

  @Test
  void landmarkDeltasAreTenthsOfTheSidesFromTheCentre() {
    // Centre (20, 30), 20 wide, 40 high: x = 24 is 4 / (0.1 · 20) = 2, y = 26 is -4 / (0.1 · 40).
    try (TensorScope scope = TensorScope.inference()) {
      Tensor anchor = Tensors.of(new float[] {10, 10, 30, 50}, Device.CPU, 1, 4);
      float[] points = {24, 26, 20, 30, 10, 50, 30, 10, 0, 0};
      float[] shifts = {2, -1, 0, 0, -5, 5, 5, -5, -10, -7.5f};
      assertThat(Tensors.floats(coder.encode(Tensors.of(points, Device.CPU, 1, 10), anchor)))
          .containsExactly(shifts, NEAR);
      assertThat(Tensors.floats(coder.decode(Tensors.of(shifts, Device.CPU, 1, 10), anchor)))
          .containsExactly(points, NEAR);
      assertThat(coder.decode(shifts, new float[] {10, 10, 30, 50})).containsExactly(points, NEAR);
    }
  }

  @Test
  void codesNoPoints() {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor none = Tensors.of(new float[0], Device.CPU, 0, 10);
      Tensor anchors = Tensors.of(new float[0], Device.CPU, 0, 4);
      assertThat(Tensors.floats(coder.decode(none, anchors))).isEmpty();
      assertThat(Tensors.floats(coder.encode(none, anchors))).isEmpty();
      assertThat(coder.decode(new float[0], new float[0])).isEmpty();
    }
  }

  @Test
  void refusesADeviationOfZero() {
    for (double deviation : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LandmarkCoder.Config(deviation))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("landmarkCoder.deviation");
    }
  }
}
