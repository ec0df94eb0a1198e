package dev.osprey.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TorchOpsTest {

  @Test
  void groupsReadTheirOwnChannelsAlone() {
    Conv2d conv = ConvInit.zero().withBias(Conv2d.Shape.same(4, 4, 1, 1).grouped(2));
    float[] matrix = {1, 10, 100, 1000, 1, 2, 3, 4}; // (4, 2, 1, 1)
    Weights.Source source =
        (path, parameter) -> path.equals("weight") ? matrix : new float[] {0, 0, 0, 1};
    try (Weights weights = Weights.of(conv, Engine.cpu(), source);
        TensorScope scope = TensorScope.detecting()) {
      Tensor x = Tensors.of(new float[] {1, 2, 3, 4}, Device.CPU, 1, 4, 1, 1);
      // 1 + 2 · 10, 100 + 2 · 1000 from the first two; 3 + 4 · 2, 3 · 3 + 4 · 4 + 1 from the others
      assertThat(Tensors.floats(weights.trainingOps().conv2d(x, conv)))
          .containsExactly(21, 2100, 11, 26);
    }
  }

  /** The walk over shapes says what libtorch gives, grouped convolutions and odd sizes too. */
  @Test
  void shapesAreThoseOfTheCostWalk() {
    List<Backbone.Config> networks =
        List.of(
            ResNet.Config.resNext(50, 32, 4).withOutStages(List.of(1, 2)),
            MobileNetV1.Config.of(0.25));
    for (Backbone.Config config : networks) {
      Backbone network = config.build();
      try (Weights weights = Weights.initialize(network, Engine.cpu(), 1);
          TensorScope scope = TensorScope.detecting()) {
        TorchOps ops = new TorchOps(weights, TorchOps.Phase.DETECTING);
        List<TensorShape> shapes =
            network.forward(ops, Tensors.zeros(Device.CPU, 1, 3, 37, 53)).levels().stream()
                .map(map -> TensorShape.of(Tensors.shape(map)))
                .toList();
        assertThat(shapes)
            .isEqualTo(network.forward(new CostOps(), TensorShape.of(1, 3, 37, 53)).levels());
      }
    }
  }
}
