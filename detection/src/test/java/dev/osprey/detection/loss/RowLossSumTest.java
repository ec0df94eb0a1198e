package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.torch.Device;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RowLossSumTest {
  private static final ClassificationLoss FOCAL = new FocalLoss(0.25, 2);

  /** Rows of several blocks; the last one is not full. */
  @Test
  void sumAndGradientAreThoseOfAllRowsAtOnce() {
    int rows = 4001;
    int classes = 91;
    float[] logits = logits(rows * classes);
    int[] labels = labels(rows, classes);
    try (TensorScope scope = TensorScope.training()) {
      Tensor whole = Tensors.of(logits, Device.CPU, rows, classes).requires_grad_(true);
      Tensor expected = FOCAL.ofRows(whole, labels, Device.CPU).sum();
      expected.backward();
      Tensor parts = Tensors.of(logits, Device.CPU, rows, classes).requires_grad_(true);
      Tensor sum = sum(parts, labels);
      sum.backward();
      double number = Tensors.number(expected.detach());
      assertThat(Tensors.number(sum.detach())).isEqualTo(number, within(1e-5 * number));
      assertThat(Tensors.floats(parts.grad())).isEqualTo(Tensors.floats(whole.grad()));
    }
  }

  @Test
  void aFactorOfTheSumScalesItsGradient() {
    float[] logits = logits(12);
    int[] labels = {0, -1, 2, 1};
    try (TensorScope scope = TensorScope.training()) {
      Tensor once = Tensors.of(logits, Device.CPU, 4, 3).requires_grad_(true);
      sum(once, labels).backward();
      Tensor twice = Tensors.of(logits, Device.CPU, 4, 3).requires_grad_(true);
      sum(twice, labels).add(sum(twice, labels)).backward();
      assertThat(Tensors.floats(twice.grad()))
          .isEqualTo(Tensors.floats(once.grad().add(once.grad())));
    }
  }

  @Test
  void logitsOf16BitsGetGradientsOf16Bits() {
    float[] logits = logits(12);
    int[] labels = {0, -1, 2, 1};
    try (TensorScope scope = TensorScope.training()) {
      Tensor exact = Tensors.of(logits, Device.CPU, 4, 3).requires_grad_(true);
      Tensor rounded = exact.to(Precision.BFLOAT16.scalarType()).detach().requires_grad_(true);
      Tensor sum = sum(rounded, labels);
      sum.backward();
      Tensor expected = sum(exact, labels);
      expected.backward();
      double number = Tensors.number(expected.detach());
      assertThat(Tensors.number(sum.detach())).isEqualTo(number, within(0.01 * number));
      assertThat(rounded.grad().scalar_type().intern()).isEqualTo(Precision.BFLOAT16.scalarType());
      assertThat(Tensors.floats(rounded.grad()))
          .containsExactly(Tensors.floats(exact.grad()), Offset.offset(0.01f));
    }
  }

  @Test
  void noRowsGiveZeroAndAnEmptyGradient() {
    try (TensorScope scope = TensorScope.training()) {
      Tensor none = Tensors.zeros(Device.CPU, 0, 5).requires_grad_(true);
      Tensor sum = sum(none, new int[0]);
      sum.backward();
      assertThat(Tensors.number(sum.detach())).isZero();
      assertThat(Tensors.floats(none.grad())).isEmpty();
    }
  }

  @Test
  void logitsThatNeedNoGradientGetNone() {
    try (TensorScope scope = TensorScope.inference()) {
      Tensor logits = Tensors.of(logits(12), Device.CPU, 4, 3);
      Tensor sum = sum(logits, new int[] {0, -1, 2, 1});
      assertThat(sum.requires_grad()).isFalse();
      assertThat(Tensors.number(sum)).isPositive();
    }
  }

  private static Tensor sum(Tensor logits, int[] labels) {
    return RowLossSum.of(
        logits,
        Device.CPU,
        (block, start, count) ->
            FOCAL
                .ofRows(block, Arrays.copyOfRange(labels, start, start + count), Device.CPU)
                .sum());
  }

  private static float[] logits(int count) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (8 * random.nextDouble() - 5);
    }
    return values;
  }

  /** One row in nine has an object. */
  private static int[] labels(int rows, int classes) {
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 9 == 0 ? i % classes : -1;
    }
    return labels;
  }
}
