package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ClampedFocalLossTest {
  private static final ClampedFocalLoss PEER = new ClampedFocalLoss(0.25, 2, 1e-4);
  private static final double[] TARGETS = {1, 0, 1, 0, 1, 0};

  @Test
  void valuesAreThoseOfTheFormulaWithinTheClamp() {
    double[] losses = losses(PEER, new double[] {0.5, 0.5, 0.75, 0.75, 0.2, 0.2});
    double ln2 = Math.log(2);
    assertThat(losses)
        .containsExactly(
            new double[] {
              0.25 * 0.25 * ln2,
              0.75 * 0.25 * ln2,
              0.25 * 0.0625 * -Math.log(0.75),
              0.75 * 0.5625 * -Math.log(0.25),
              0.25 * 0.64 * -Math.log(0.2),
              0.75 * 0.04 * -Math.log(0.8)
            },
            within(1e-12));
  }

  @Test
  void probabilitiesOutsideTheClampCountAsItsEdge() {
    double[] outside = losses(PEER, new double[] {1e-9, 0.99999999, 0, 1, 0, 1});
    double worst = 0.9999 * 0.9999 * -Math.log(1e-4);
    assertThat(outside)
        .containsExactly(
            new double[] {
              0.25 * worst, 0.75 * worst, 0.25 * worst, 0.75 * worst, 0.25 * worst, 0.75 * worst
            },
            within(2e-4)); // the upper edge is the float32 0.9999: 1 - 0.99989998
  }

  @Test
  void thereIsNoGradientOutsideTheClamp() {
    double[] gradient =
        Gradients.of(
            p -> PEER.ofProbabilities(p, Tensor.create(TARGETS, 6)),
            new double[] {1e-5, 0.99999, 0, 1, 0.5, 0.5},
            6);
    assertThat(Arrays.copyOf(gradient, 4)).containsOnly(0);
    assertThat(gradient[4]).isNegative();
    assertThat(gradient[5]).isPositive();
  }

  @Test
  void gradientsInsideTheClampEqualDifferences() {
    Gradients.assertEqualDifferences(
        p -> PEER.ofProbabilities(p, Tensor.create(TARGETS, 6)),
        new double[] {0.3, 0.3, 0.9, 0.9, 0.05, 0.05},
        6);
    Gradients.assertEqualDifferences(
        x -> PEER.of(x, Tensor.create(TARGETS, 6)), new double[] {-2, -2, 0, 0, 3, 3}, 6);
  }

  @Test
  void equalsTheFocalLossOnLogitsAwayFromTheClamp() {
    double[] logits = {-4, -4, 0.1, 0.1, 5, 5};
    try (TensorScope scope = TensorScope.inference()) {
      Tensor x = Tensor.create(logits, 6);
      Tensor targets = Tensor.create(TARGETS, 6);
      assertThat(Tensors.doubles(PEER.of(x, targets)))
          .containsExactly(Tensors.doubles(new FocalLoss(0.25, 2).of(x, targets)), within(1e-12));
    }
  }

  @Test
  void isHalfTheCrossEntropyWithGammaZeroAndAlphaOneHalf() {
    double[] losses =
        losses(new ClampedFocalLoss(0.5, 0, 1e-4), new double[] {0.3, 0.3, 0.9, 0.9, 0.5, 0.5});
    assertThat(losses[0]).isEqualTo(-0.5 * Math.log(0.3), within(1e-12));
    assertThat(losses[1]).isEqualTo(-0.5 * Math.log(0.7), within(1e-12));
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    double[][] settings = {
      {-0.1, 2, 1e-4},
      {1.1, 2, 1e-4},
      {0.25, -1, 1e-4},
      {0.25, 2, 0},
      {0.25, 2, 0.5},
      {Double.NaN, 2, 1e-4},
      {0.25, Double.NaN, 1e-4},
      {0.25, 2, Double.NaN}
    };
    for (double[] setting : settings) {
      assertThatThrownBy(() -> new ClampedFocalLoss(setting[0], setting[1], setting[2]))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("clamped focal loss");
    }
  }

  private static double[] losses(ClampedFocalLoss loss, double[] probabilities) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.doubles(
          loss.ofProbabilities(Tensor.create(probabilities, 6), Tensor.create(TARGETS, 6)));
    }
  }
}
