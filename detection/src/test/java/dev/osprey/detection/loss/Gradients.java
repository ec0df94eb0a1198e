package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Holds gradients against central differences, in float64. */
final class Gradients {
  private static final double STEP = 1e-6;

  private Gradients() {}

  /** The gradient of the sum of {@code loss} at {@code x}, shaped (rows, 4) or as it is. */
  static double[] of(UnaryOperator<Tensor> loss, double[] x, long... shape) {
    try (TensorScope scope = TensorScope.training()) {
      Tensor input = Tensor.create(x, shape).requires_grad_(true);
      loss.apply(input).sum().backward();
      return Tensors.doubles(input.grad());
    }
  }

  static void assertEqualDifferences(UnaryOperator<Tensor> loss, double[] x, long... shape) {
    double[] gradient = of(loss, x, shape);
    for (int i = 0; i < x.length; i++) {
      double[] above = x.clone();
      double[] below = x.clone();
      above[i] += STEP;
      below[i] -= STEP;
      double difference = (sum(loss, above, shape) - sum(loss, below, shape)) / (2 * STEP);
      assertThat(gradient[i]).as("gradient %d", i).isEqualTo(difference, within(1e-7));
    }
  }

  private static double sum(UnaryOperator<Tensor> loss, double[] x, long... shape) {
    try (TensorScope scope = TensorScope.inference()) {
      return Tensors.number(loss.apply(Tensor.create(x, shape)).sum());
    }
  }
}
