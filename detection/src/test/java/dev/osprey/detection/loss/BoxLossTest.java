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

class BoxLossTest {
  private static final double[] DELTAS = {0.5, 2, 0, -1, 0.05, -0.05, 3, -3};
  private static final double[] ZEROS = new double[8];

  // Two squares that share 25 of 175; their hull is 225. A square inside another: 25 of 100.
  private static final double[] BOXES = {0, 0, 10, 10, 0, 0, 10, 10};
  private static final double[] OTHERS = {5, 5, 15, 15, 2, 3, 7, 8};

  @Test
  void l1IsTheSumOfTheFourDistances() {
    assertThat(losses(new L1Loss(), DELTAS, ZEROS))
        .containsExactly(new double[] {3.5, 6.1}, within(1e-12));
  }

  @Test
  void smoothL1IsQuadraticBelowBetaAndLinearAbove() {
    // beta 1: 0.5 · 0.25, 2 - 0.5, 0, 1 - 0.5; then twice 0.5 · 0.0025 and 3 - 0.5
    assertThat(losses(new SmoothL1Loss(1), DELTAS, ZEROS))
        .containsExactly(new double[] {0.125 + 1.5 + 0.5, 0.0025 + 5}, within(1e-12));
    // beta 1/9: 4.5 d² below, d - 1/18 above
    assertThat(losses(new SmoothL1Loss(1.0 / 9), DELTAS, ZEROS)[1])
        .isEqualTo(2 * 4.5 * 0.0025 + 2 * (3 - 1.0 / 18), within(1e-12));
  }

  @Test
  void smoothL1WithoutBetaIsL1() {
    assertThat(losses(new SmoothL1Loss(0), DELTAS, ZEROS))
        .containsExactly(losses(new L1Loss(), DELTAS, ZEROS), within(1e-12));
  }

  @Test
  void smoothL1IsGivenDeltaByDeltaToo() {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor losses = new SmoothL1Loss(1).elementwise(tensor(DELTAS), tensor(ZEROS));
      assertThat(Tensors.shape(losses)).containsExactly(2, 4);
      assertThat(Tensors.doubles(losses)[1]).isEqualTo(1.5, within(1e-12));
    }
  }

  @Test
  void giouLossIsOneMinusGeneralisedIou() {
    // 1 - (1/7 - 50/225), and 1 - 25/100: the hull is the larger square
    assertThat(losses(new GiouLoss(1e-7), BOXES, OTHERS))
        .containsExactly(new double[] {1 - 1.0 / 7 + 50.0 / 225, 0.75}, within(1e-8));
    assertThat(losses(new GiouLoss(1e-7), BOXES, BOXES))
        .containsExactly(new double[] {0, 0}, within(1e-8));
  }

  @Test
  void giouOfBoxesWithoutAreaIsFiniteWithItsGradient() {
    double[] points = {3, 3, 3, 3, 0, 0, 1, 1};
    double[] targets = {3, 3, 3, 3, 0, 0, 1, 1};
    GiouLoss loss = new GiouLoss(1e-7);
    // No overlap and no hull: 1 - 0 + 0. The pixel is met exactly.
    assertThat(losses(loss, points, targets)).containsExactly(new double[] {1, 0}, within(1e-6));
    for (double slope : Gradients.of(x -> loss.of(x, tensor(targets)), points, 2, 4)) {
      assertThat(slope).isFinite();
    }
  }

  @Test
  void gradientsEqualDifferences() {
    double[] deltas = {0.5, 2, 0.01, -1.5, 0.05, -0.05, 3, -3};
    for (BoxLoss loss : new BoxLoss[] {new L1Loss(), new SmoothL1Loss(1.0 / 9)}) {
      Gradients.assertEqualDifferences(x -> loss.of(x, tensor(ZEROS)), deltas, 2, 4);
    }
    GiouLoss giou = new GiouLoss(1e-7);
    Gradients.assertEqualDifferences(x -> giou.of(x, tensor(OTHERS)), BOXES, 2, 4);
    // Apart, so that only the hull pulls.
    double[] apart = {20, 30, 25, 41, 0, 0, 1, 1};
    Gradients.assertEqualDifferences(x -> giou.of(x, tensor(BOXES)), apart, 2, 4);
  }

  @Test
  void noBoxesCostNothing() {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor none = Tensors.zeros(Device.CPU, 0, 4);
      for (BoxLoss loss : new BoxLoss[] {new L1Loss(), new SmoothL1Loss(1), new GiouLoss(0)}) {
        assertThat(Tensors.shape(loss.of(none, none))).containsExactly(0);
      }
    }
  }

  @Test
  void eachLossComparesInItsOwnSpace() {
    assertThat(new L1Loss().space()).isEqualTo(BoxLoss.Space.DELTAS);
    assertThat(new SmoothL1Loss(1).space()).isEqualTo(BoxLoss.Space.DELTAS);
    assertThat(new GiouLoss(0).space()).isEqualTo(BoxLoss.Space.BOXES);
  }

  @Test
  void settingsBelowZeroAreRefused() {
    assertThatThrownBy(() -> new SmoothL1Loss(-1)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new SmoothL1Loss(Double.NaN)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new GiouLoss(-1e-7)).isInstanceOf(UserError.class);
  }

  private static double[] losses(BoxLoss loss, double[] predicted, double[] target) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.doubles(loss.of(tensor(predicted), tensor(target)));
    }
  }

  private static Tensor tensor(double[] values) {
    return Tensor.create(values, values.length / 4, 4);
  }
}
