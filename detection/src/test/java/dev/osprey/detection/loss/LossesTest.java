package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Test
  void totalIsTheSumOfTheTermsWithTheirGradients() {
    try (TensorScope scope = TensorScope.training()) {
      Tensor x = scalar(3).requires_grad_(true);
      Map<String, Tensor> terms = new LinkedHashMap<>();
      terms.put("zebra", x.mul(x));
      terms.put("ant", x.mul(scalar(2)));
      Losses losses = new Losses(terms);
      terms.clear();
      assertThat(losses.terms().keySet()).containsExactly("zebra", "ant");
      Tensor total = losses.total();
      assertThat(Tensors.number(total)).isEqualTo(15);
      total.backward();
      assertThat(Tensors.number(x.grad())).isEqualTo(8); // 2x + 2
    }
  }

  @Test
  void oneTermIsItsOwnTotal() {
    try (TensorScope scope = TensorScope.inference()) {
      assertThat(Tensors.number(new Losses(Map.of("one", scalar(4))).total())).isEqualTo(4);
    }
  }

  @Test
  void noTermAtAllIsRefused() {
    assertThatThrownBy(() -> new Losses(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one loss term");
  }

  private static Tensor scalar(float value) {
    return Tensors.of(new float[] {value}, Device.CPU, 1);
  }
}
