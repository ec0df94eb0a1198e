package dev.osprey.weights.peers.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.networks.Initializer;
import dev.osprey.networks.Module;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.TorchvisionNames;
import dev.osprey.weights.peers.CheckpointFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldedBiasesTest {
  private static final NameMap NAMES = new TorchvisionNames();
  private static final Initializer ZERO = new Initializer.Constant(0);
  private static final Conv2d.Shape SHAPE = Conv2d.Shape.same(1, 2, 1, 1);
  private static final String MEAN = "1.running_mean";

  @TempDir Path folder;

  /** A 1×1 convolution with one input and two outputs, followed by a norm. */
  private static final class ConvThenNorm extends Module {
    private final Conv2d conv;
    private final BatchNorm norm;

    ConvThenNorm(Conv2d conv, BatchNorm.Mode mode) {
      this.conv = child("0", conv);
      norm = child("1", new BatchNorm(2, mode, 0, 0.5));
    }

    float[] forward(Weights weights, float... pixels) {
      try (TensorScope scope = TensorScope.inference()) {
        var x = Tensors.of(pixels, Device.CPU, 1, 1, 1, pixels.length);
        var ops = weights.trainingOps();
        return Tensors.floats(norm.forward(ops, conv.forward(ops, x)));
      }
    }
  }

  private static ConvThenNorm withBias(BatchNorm.Mode mode) {
    return new ConvThenNorm(Conv2d.withBias(SHAPE, ZERO, ZERO), mode);
  }

  private static ConvThenNorm withoutBias(BatchNorm.Mode mode) {
    return new ConvThenNorm(Conv2d.withoutBias(SHAPE, ZERO), mode);
  }

  private static float[] values(String path) {
    return switch (path) {
      case "0.weight" -> new float[] {2, -1};
      case "0.bias" -> new float[] {0.5f, 3};
      case "1.weight" -> new float[] {1, 10};
      case "1.bias" -> new float[] {0, 0.25f};
      case MEAN -> new float[] {1, 2};
      case "1.running_var" -> new float[] {4, 1};
      default -> throw new AssertionError(path);
    };
  }

  private Path file(ConvThenNorm network) {
    TorchFileWriter writer = new TorchFileWriter();
    network
        .namedParameters()
        .forEach((path, parameter) -> writer.add(path, parameter.shape(), values(path)));
    Path file = folder.resolve("sequence.pth");
    writer.write(file);
    return file;
  }

  /**
   * x = 3: the first channel is (2·3 + 0.5 − 1) / 2 = 2.75 with the bias, (2·3 − 0.5) / 2 with a
   * mean of 1 − 0.5; the second is (−3 + 3 − 2)·10 + 0.25 = −19.75, and (−3 + 1)·10 + 0.25 with a
   * mean of 2 − 3 = −1.
   */
  @Test
  void foldingTheBiasIntoTheMeanKeepsTheOutput() {
    ConvThenNorm peer = withBias(BatchNorm.Mode.FROZEN);
    ConvThenNorm ours = withoutBias(BatchNorm.Mode.FROZEN);
    try (TensorFile file = CheckpointFile.open(file(peer));
        Weights theirs = Weights.of(peer, Engine.cpu(), (path, parameter) -> values(path));
        Weights folded = folded(ours, file)) {
      assertThat(folded.values(MEAN)).containsExactly(0.5f, -1);
      assertThat(peer.forward(theirs, 3)).containsExactly(2.75f, -19.75f);
      assertThat(ours.forward(folded, 3)).containsExactly(2.75f, -19.75f);
    }
  }

  private static Weights folded(ConvThenNorm network, TensorFile file) {
    KeyComparison comparison = KeyComparison.of(file.tensors(), NAMES, network.namedParameters());
    assertThat(comparison.fits()).isTrue();
    assertThat(comparison.taken()).isEqualTo(file.tensors().size());
    return Weights.of(network, Engine.cpu(), (path, parameter) -> comparison.values(file, path));
  }

  /**
   * A training step changes both means by the same amount, so that they still differ by the bias.
   */
  @Test
  void trainingStepMovesBothMeansEqually() {
    ConvThenNorm peer = withBias(BatchNorm.Mode.TRAIN);
    ConvThenNorm ours = withoutBias(BatchNorm.Mode.TRAIN);
    try (TensorFile file = CheckpointFile.open(file(peer));
        Weights theirs = Weights.of(peer, Engine.cpu(), (path, parameter) -> values(path));
        Weights folded = folded(ours, file)) {
      float[] expected = peer.forward(theirs, 3, 5, -2, 0);
      assertThat(ours.forward(folded, 3, 5, -2, 0)).containsExactly(expected, within(1e-5f));
      // halfway from 1 to the batch's 2·1.5 + 0.5
      assertThat(theirs.values(MEAN)[0]).isEqualTo(2.25f);
      assertThat(folded.values(MEAN)[0]).isEqualTo(1.75f);
    }
  }

  @ParameterizedTest
  @EnumSource(BatchNorm.Mode.class)
  void doesNotFoldABiasThatTheNetworkHas(BatchNorm.Mode mode) {
    ConvThenNorm peer = withBias(mode);
    try (TensorFile file = CheckpointFile.open(file(peer))) {
      KeyComparison comparison = KeyComparison.of(file.tensors(), NAMES, peer.namedParameters());
      assertThat(comparison.fits()).isTrue();
      assertThat(comparison.values(file, MEAN)).isEqualTo(values(MEAN));
      assertThat(comparison.values(file, "0.bias")).isEqualTo(values("0.bias"));
    }
  }

  @Test
  void doesNotFoldBiasesWithoutANormOrOfAnotherShape() {
    TorchFileWriter writer = new TorchFileWriter();
    ConvThenNorm ours = withoutBias(BatchNorm.Mode.FROZEN);
    ours.namedParameters()
        .forEach((path, parameter) -> writer.add(path, parameter.shape(), values(path)));
    writer.add("0.bias", new long[] {3}, new float[3]);
    writer.add("4.bias", new long[] {2}, new float[2]);
    writer.add("99999999999.bias", new long[] {2}, new float[2]);
    Path path = folder.resolve("odd.pth");
    writer.write(path);
    try (TensorFile file = CheckpointFile.open(path)) {
      KeyComparison comparison = KeyComparison.of(file.tensors(), NAMES, ours.namedParameters());
      assertThat(comparison.unexpected()).containsExactly("0.bias");
      // no module of the network has these names: they are left out with a warning
      assertThat(comparison.foreign().of(ExtraKeyKind.OTHER))
          .containsExactlyInAnyOrder("4.bias", "99999999999.bias");
    }
  }
}
