package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FocalLossTest {
  private static final double LN3 = Math.log(3);
  private static final double[] LOGITS = {-3, -0.7, 0, 0.4, 2.5, -3, -0.7, 0, 0.4, 2.5};
  private static final double[] TARGETS = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};

  @Test
  void valuesAreThoseOfTheFormula() {
    // -alpha_t (1 - p_t)^2 ln p_t. Logit 0: p = 1/2; logit ln 3: p = 3/4.
    double[] losses =
        losses(new FocalLoss(0.25, 2), new double[] {0, 0, LN3, LN3}, new double[] {1, 0, 1, 0});
    assertThat(losses[0]).isEqualTo(0.25 * 0.25 * Math.log(2), within(1e-12));
    assertThat(losses[1]).isEqualTo(0.75 * 0.25 * Math.log(2), within(1e-12));
    assertThat(losses[2]).isEqualTo(0.25 * 0.0625 * -Math.log(0.75), within(1e-12));
    assertThat(losses[3]).isEqualTo(0.75 * 0.5625 * -Math.log(0.25), within(1e-12));
  }

  @Test
  void isCrossEntropyWithGammaZeroAndNoAlpha() {
    double[] losses = losses(new FocalLoss(-1, 0), LOGITS, TARGETS);
    for (int i = 0; i < losses.length; i++) {
      double sign = TARGETS[i] == 1 ? -1 : 1;
      assertThat(losses[i]).isEqualTo(Math.log1p(Math.exp(sign * LOGITS[i])), within(1e-12));
    }
  }

  @Test
  void aNegativeAlphaOnlyTurnsOffTheBalance() {
    double[] plain = losses(new FocalLoss(-1, 2), LOGITS, TARGETS);
    double[] balanced = losses(new FocalLoss(0.25, 2), LOGITS, TARGETS);
    for (int i = 0; i < plain.length; i++) {
      double weight = TARGETS[i] == 1 ? 0.25 : 0.75;
      assertThat(balanced[i]).isEqualTo(weight * plain[i], within(1e-12));
    }
  }

  @Test
  void gradientsEqualDifferences() {
    for (FocalLoss loss : new FocalLoss[] {new FocalLoss(0.25, 2), new FocalLoss(-1, 1.5)}) {
      Gradients.assertEqualDifferences(
          x -> loss.of(x, Tensor.create(TARGETS, TARGETS.length)), LOGITS, LOGITS.length);
    }
  }

  @Test
  void logitsFarOutStayFinite() {
    double[] far = {1000, -1000, 1000, -1000};
    double[] targets = {1, 0, 0, 1};
    double[] losses = losses(new FocalLoss(0.25, 2), far, targets);
    assertThat(losses[0]).isZero();
    assertThat(losses[1]).isZero();
    assertThat(losses[2]).isEqualTo(750, within(1e-9));
    assertThat(losses[3]).isEqualTo(250, within(1e-9));
    double[] gradient =
        Gradients.of(x -> new FocalLoss(0.25, 2).of(x, Tensor.create(targets, 4)), far, 4);
    assertThat(gradient).containsExactly(new double[] {0, 0, 0.75, -0.25}, within(1e-9));
  }

  @Test
  void nothingCostsNothing() {
    assertThat(losses(new FocalLoss(0.25, 2), new double[0], new double[0])).isEmpty();
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    double[][] settings = {{1.5, 2}, {0.25, -1}, {Double.NaN, 2}, {0.25, Double.NaN}};
    for (double[] setting : settings) {
      assertThatThrownBy(() -> new FocalLoss(setting[0], setting[1]))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("focal loss");
    }
  }

  private static double[] losses(FocalLoss loss, double[] logits, double[] targets) {
    try (TensorScope scope = TensorScope.inference()) {
      long size = logits.length;
      return size == 0
          ? Tensors.doubles(loss.of(Tensors.zeros(Device.CPU, 0), Tensors.zeros(Device.CPU, 0)))
          : Tensors.doubles(loss.of(Tensor.create(logits, size), Tensor.create(targets, size)));
    }
  }
}
