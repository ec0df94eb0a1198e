package dev.osprey.torch.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaFaceHead;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import dev.osprey.networks.neck.RetinaFaceFpn;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.TorchOps;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class InferenceWeightsTest {
  private static final NormConfig BATCH = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);

  private final OneStageNetwork network = network(ResNet.Config.of(18));

  private static OneStageNetwork network(Backbone.Config backbone) {
    return OneStageNetwork.of(
        backbone,
        new Fpn.Config(16, 0, new ExtraLevels.None(), BATCH, ConvInit.kaimingUniform()),
        new RetinaNetHead.Config(
            1,
            16,
            new NormConfig.Group(4, 1e-5),
            Activation.RELU,
            0.01,
            ConvInit.torchDefault(),
            ConvInit.torchDefault()),
        3,
        2);
  }

  /** Random values for every parameter, so that a wrong statistic or bias changes the result. */
  private static final Weights.Source RANDOM =
      (path, parameter) -> {
        SplittableRandom random = new SplittableRandom(path.hashCode());
        float[] values = new float[(int) parameter.count()];
        boolean centred = parameter.shape().length == 4 || path.endsWith("running_mean");
        for (int i = 0; i < values.length; i++) {
          values[i] =
              (float) (centred ? 0.2 * (random.nextDouble() - 0.5) : 0.5 + random.nextDouble());
        }
        return values;
      };

  @Test
  void foldingChangesOutputsByRoundingOnly() {
    assertFoldingKeepsOutputs(network);
  }

  @Test
  void foldsGroupedConvolutions() {
    assertFoldingKeepsOutputs(
        network(ResNet.Config.resNext(50, 32, 4).withOutStages(List.of(1, 2))));
    assertFoldingKeepsOutputs(network(MobileNetV1.Config.of(0.25)));
  }

  @Test
  void foldsThePartsOfRetinaFace() {
    for (RetinaFaceFpn.Upsampling upsampling : RetinaFaceFpn.Upsampling.values()) {
      assertFoldingKeepsOutputs(
          OneStageNetwork.of(
              MobileNetV1.Config.of(0.25),
              RetinaFaceFpn.Config.of(16, 0.1).withUpsampling(upsampling),
              RetinaFaceHead.Config.of(16, 0.1),
              2,
              2));
    }
  }

  private static void assertFoldingKeepsOutputs(OneStageNetwork network) {
    try (Weights weights = Weights.of(network, Engine.cpu(), RANDOM);
        InferenceWeights folded = InferenceWeights.of(network, weights, Engine.cpu());
        TensorScope scope = TensorScope.inference()) {
      Tensor images = image();
      // Inference uses running statistics, so the training weights are run with them, too.
      TorchOps apart = new TorchOps(weights, TorchOps.Phase.INFERENCE);
      double[] expected = logits(network.forward(apart, images));
      double[] actual = logits(network.forward(folded.ops(), images));
      double largest = 0;
      for (double value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertThat(largest).isGreaterThan(0.01);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(2e-5 * largest));
      }
    }
  }

  @Test
  void laterTrainingDoesNotChangeTheCopy() {
    try (Weights weights = Weights.of(network, Engine.cpu(), RANDOM);
        InferenceWeights copy = InferenceWeights.of(network, weights, Engine.cpu());
        TensorScope scope = TensorScope.inference()) {
      Tensor images = image();
      double[] before = logits(network.forward(copy.ops(), images));
      weights.tensors().values().forEach(Tensor::zero_);
      assertThat(logits(network.forward(copy.ops(), images))).containsExactly(before);
    }
  }

  @Test
  void bfloat16StaysNearFloat32() {
    Engine half = new Engine(Device.CPU, Precision.BFLOAT16, 0);
    try (Weights weights = Weights.initialize(network, Engine.cpu(), 1);
        InferenceWeights full = InferenceWeights.of(network, weights, Engine.cpu());
        InferenceWeights small = InferenceWeights.of(network, weights, half);
        TensorScope scope = TensorScope.inference()) {
      double[] expected = logits(network.forward(full.ops(), image()));
      TorchOps ops = small.ops();
      double[] actual = logits(ops.run(image(), images -> network.forward(ops, images)));
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(0.1));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static Tensor image() {
    float[] pixels = new float[2 * 3 * 50 * 70];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (random.nextDouble() * 4 - 2);
    }
    return Tensors.of(pixels, Device.CPU, 2, 3, 50, 70);
  }

  private static double[] logits(HeadOutputs<Tensor> outputs) {
    return Tensors.doubles(outputs.logits().get(0));
  }
}
