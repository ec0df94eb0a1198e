package dev.osprey.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.torch.weights.Weights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TorchOpsTest {

  @Test
  void groupsReadOnlyTheirOwnChannels() {
    Conv2d conv = ConvInit.zero().withBias(Conv2d.Shape.same(4, 4, 1, 1).grouped(2));
    float[] matrix = {1, 10, 100, 1000, 1, 2, 3, 4}; // (4, 2, 1, 1)
    Weights.Source source =
        (path, parameter) -> path.equals("weight") ? matrix : new float[] {0, 0, 0, 1};
    try (Weights weights = Weights.of(conv, Engine.cpu(), source);
        TensorScope scope = TensorScope.inference()) {
      Tensor x = Tensors.of(new float[] {1, 2, 3, 4}, Device.CPU, 1, 4, 1, 1);
      // 1 + 2 · 10, 100 + 2 · 1000 from the first two; 3 + 4 · 2, 3 · 3 + 4 · 4 + 1 from the others
      assertThat(Tensors.floats(weights.trainingOps().conv2d(x, conv)))
          .containsExactly(21, 2100, 11, 26);
    }
  }

  /**
   * CostOps computes the shapes of libtorch's results, including grouped convolutions and odd
   * sizes.
   */
  @Test
  void resultsHaveTheShapesOfCostOps() {
    List<Backbone.Config> networks =
        List.of(
            ResNet.Config.resNext(50, 32, 4).withOutStages(List.of(1, 2)),
            MobileNetV1.Config.of(0.25));
    for (Backbone.Config config : networks) {
      Backbone network = config.build();
      try (Weights weights = Weights.initialize(network, Engine.cpu(), 1);
          TensorScope scope = TensorScope.inference()) {
        TorchOps ops = new TorchOps(weights, TorchOps.Phase.INFERENCE);
        List<TensorShape> shapes =
            network.forward(ops, Tensors.zeros(Device.CPU, 1, 3, 37, 53)).levels().stream()
                .map(map -> TensorShape.of(Tensors.shape(map)))
                .toList();
        assertThat(shapes)
            .isEqualTo(network.forward(new CostOps(), TensorShape.of(1, 3, 37, 53)).levels());
      }
    }
  }

  /** All sizes that a map of stride 2 can have been made from: odd, even, and one pixel. */
  @Test
  void doublingEqualsNearestPixelUpsamplingToTheBit() {
    SplittableRandom random = new SplittableRandom(7);
    Doubling layer = new Doubling();
    try (Weights none = Weights.initialize(layer, Engine.cpu(), 1)) {
      TorchOps ops = none.trainingOps();
      for (int height = 1; height <= 24; height++) {
        for (int width = 1; width <= 24; width++) {
          try (TensorScope scope = TensorScope.inference()) {
            Tensor coarse = random(random, 2, 3, (height + 1) / 2, (width + 1) / 2);
            Tensor fine = Tensors.zeros(Device.CPU, 2, 5, height, width);
            Tensor doubled = ops.doubleLike(coarse, fine, layer);
            assertThat(Tensors.shape(doubled)).containsExactly(2, 3, height, width);
            assertThat(Tensors.floats(doubled))
                .isEqualTo(Tensors.floats(ops.upsampleNearestLike(coarse, fine)));
          }
        }
      }
    }
  }

  private static Tensor random(SplittableRandom random, long... shape) {
    float[] values = new float[(int) TensorShape.of(shape).count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Tensors.of(values, Device.CPU, shape);
  }

  @Test
  void doublingHasTheGradientsOfNearestPixelUpsampling() {
    Doubling layer = new Doubling();
    try (Weights none = Weights.initialize(layer, Engine.cpu(), 1)) {
      TorchOps ops = none.trainingOps();
      float[] gradient = gradient((x, fine) -> ops.doubleLike(x, fine, layer));
      assertThat(gradient).isEqualTo(gradient(ops::upsampleNearestLike));
      // the first cell fills 0, 1, 5 and 6: 0 + 1 + 25 + 36; the last one 14 alone
      assertThat(gradient).startsWith(62).endsWith(196);
    }
  }

  /**
   * The gradient of the sum of a 3x5 map times the squared index of each cell, with respect to the
   * 2x3 map that it was doubled from. These are whole numbers, so no order of summation rounds
   * them.
   */
  private static float[] gradient(BinaryOperator<Tensor> upsampling) {
    float[] squares = new float[3 * 5];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = i * i;
    }
    try (TensorScope scope = TensorScope.training()) {
      Tensor x = Tensors.zeros(Device.CPU, 1, 1, 2, 3).requires_grad_(true);
      Tensor factors = Tensors.of(squares, Device.CPU, 1, 1, 3, 5);
      upsampling.apply(x, factors).mul(factors).sum().backward();
      return Tensors.floats(x.grad());
    }
  }
}
