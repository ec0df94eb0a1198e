package dev.osprey.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.networks.Module;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.ConvNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.torch.weights.Weights;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A norm with fixed statistics is folded into its convolution in training, too. */
class FoldedConvTest {

  /** A convolution with its norm. */
  private static final class Block extends Module {
    private final ConvNorm block;

    Block(BatchNorm.Mode mode, Activation activation) {
      block =
          ConvNorm.of(
              Conv2d.Shape.same(5, 7, 3, 1),
              NormConfig.Batch.of(mode),
              ConvInit.normal(0.3),
              activation);
      child("conv", block.conv());
      child("norm", block.norm());
    }

    Tensor folded(TorchOps ops, Tensor x) {
      return block.forward(ops, x);
    }

    Tensor separate(TorchOps ops, Tensor x) {
      Tensor y = block.norm().forward(ops, block.conv().forward(ops, x));
      return ops.activate(y, block.activation());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EVAL", "EVAL_FROZEN", "FROZEN"})
  void resultsAndGradientsAreThoseOfTheSeparateLayers(BatchNorm.Mode mode) {
    for (Activation activation :
        new Activation[] {
          Activation.NONE,
          Activation.RELU,
          new Activation.LeakyRelu(0.1),
          new Activation.Relu6(),
          new Activation.HardSwish()
        }) {
      Block block = new Block(mode, activation);
      try (Weights weights = weights(block)) {
        TorchOps ops = weights.trainingOps();
        Map<String, float[]> expected = run(weights, x -> block.separate(ops, x));
        Map<String, float[]> found = run(weights, x -> block.folded(ops, x));
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(found).hasSize(mode == BatchNorm.Mode.EVAL ? 5 : 3);
        found.forEach(
            (name, values) ->
                assertThat(values)
                    .as("%s of %s with %s", name, mode, activation)
                    .containsExactly(expected.get(name), within(1e-3f)));
      }
    }
  }

  @Test
  void aNormThatTrainsIsNotFolded() {
    Block block = new Block(BatchNorm.Mode.TRAIN, Activation.RELU);
    try (Weights weights = weights(block)) {
      assertThat(weights.folded(block.block)).isNull();
      float[] before = weights.values("norm.running_mean");
      var unused = run(weights, x -> block.folded(weights.trainingOps(), x));
      assertThat(weights.values("norm.running_mean")).isNotEqualTo(before);
    }
  }

  /** The result, and the gradients of the input and of the weights, by name. */
  private static Map<String, float[]> run(Weights weights, UnaryOperator<Tensor> forward) {
    Map<String, float[]> values = new TreeMap<>();
    try (TensorScope scope = TensorScope.training()) {
      Tensor x = Tensors.of(random(2 * 5 * 6 * 6, 3), Device.CPU, 2, 5, 6, 6).requires_grad_(true);
      Tensor y = forward.apply(x);
      values.put("result", Tensors.floats(y));
      y.mul(Tensors.of(random((int) y.numel(), 4), Device.CPU, Tensors.shape(y))).sum().backward();
      values.put("x", Tensors.floats(x.grad()));
      weights
          .trainable()
          .forEach(
              (name, tensor) -> {
                values.put(name, Tensors.floats(tensor.grad()));
                tensor.mutable_grad().reset();
              });
    }
    return values;
  }

  private static Weights weights(Block block) {
    return Weights.of(
        block,
        Engine.cpu(),
        (path, parameter) -> {
          float[] values = random((int) parameter.count(), path.hashCode());
          if (path.endsWith("running_var")) {
            for (int i = 0; i < values.length; i++) {
              values[i] = 0.5f + Math.abs(values[i]);
            }
          }
          return values;
        });
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }
}
