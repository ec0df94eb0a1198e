package dev.osprey.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.optimizer.ParameterGroups.Decayed;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Five steps on a weight (2, 2) and a bias (3) with the loss {@code sum(w³) + (s + 1) · sum(b² ·
 * (1, 2, 3))} in step s, against torch.optim.
 */
class OptimizerTest {
  private static final int STEPS = 5;

  @Test
  void sgdWithMomentumAndWeightDecayFollowsTorch() {
    assertFollows(
        OptimizerConfig.Sgd.of(0.01, 0.9, 1e-2),
        new double[] {0.407368988, -1.45664012, 0.771100461, 0.225887239},
        new double[] {0.442766994, -0.0142208477, -0.0330210105});
  }

  @Test
  void sgdWithoutMomentumFollowsTorch() {
    assertFollows(
        OptimizerConfig.Sgd.of(0.01, 0, 0),
        new double[] {0.464637220, -1.17008483, 1.51861739, 0.240899041},
        new double[] {0.732243478, -0.261144578, 0.0451072156});
  }

  @Test
  void dampeningSkipsTheFirstGradientAsInTorch() {
    assertFollows(
        new OptimizerConfig.Sgd(0.01, 0.9, 0.5, false, 1e-2, ParameterGroups.uniform()),
        new double[] {0.437547147, -1.28124046, 1.11177373, 0.233961135},
        new double[] {0.666972458, -0.191765800, 0.0181184672});
  }

  @Test
  void nesterovFollowsTorch() {
    assertFollows(
        new OptimizerConfig.Sgd(0.01, 0.9, 0, true, 0, ParameterGroups.uniform()),
        new double[] {0.387646973, -1.66155994, 0.654931664, 0.220270336},
        new double[] {0.309600800, 0.0422898121, -0.0334077552});
  }

  @Test
  void adamWithPenaltyFollowsTorch() {
    assertFollows(
        new OptimizerConfig.Adam(0.01, 0.9, 0.999, 1e-8, 1e-2, ParameterGroups.uniform()),
        new double[] {0.450212806, -1.05007732, 1.95004570, 0.200509951},
        new double[] {0.951407373, -0.451335996, 0.0758670643});
  }

  @Test
  void adamWDecouplesWeightDecayFromTheGradient() {
    assertFollows(
        OptimizerConfig.AdamW.of(0.01, 0.1),
        new double[] {0.447830975, -1.04498053, 1.94017541, 0.199383259},
        new double[] {0.946516871, -0.448935747, 0.0753371790});
  }

  @Test
  void clippingShortensTheWholeGradientAsTorchDoes() {
    try (Run run = new Run(OptimizerConfig.Adam.of(0.01))) {
      double norm = run.steps(0, STEPS, 0.1);

      assertThat(norm).isCloseTo(18.1003056, within(1e-4));
      run.assertValues(
          new double[] {0.450843513, -1.04963624, 1.95058239, 0.201260552},
          new double[] {0.950857282, -0.450797081, 0.0754604787});
    }
  }

  @Test
  void clippingDoesNotChangeAShortGradient() {
    try (Run run = new Run(OptimizerConfig.Sgd.of(0.01, 0.9, 1e-2))) {
      run.steps(0, STEPS, 1e6);

      run.assertValues(
          new double[] {0.407368988, -1.45664012, 0.771100461, 0.225887239},
          new double[] {0.442766994, -0.0142208477, -0.0330210105});
    }
  }

  @Test
  void groupsExcludeBiasesFromDecayAndScaleTheBackboneRate() {
    ParameterGroups groups = new ParameterGroups(Decayed.WEIGHTS, 0.1);
    assertFollows(
        new OptimizerConfig.Sgd(0.01, 0.9, 0, false, 0.1, groups),
        new double[] {0.489561051, -1.03865528, 1.84410083, 0.247217372},
        new double[] {0.443765968, -0.0145844882, -0.0329590663});
  }

  @Test
  void restoredOptimizerGivesTheSameBits() {
    for (OptimizerConfig config :
        new OptimizerConfig[] {
          OptimizerConfig.Sgd.of(0.01, 0.9, 1e-2), OptimizerConfig.AdamW.of(0.01, 0.1)
        }) {
      try (Run uninterrupted = new Run(config);
          Run first = new Run(config);
          Run second = new Run(config)) {
        uninterrupted.steps(0, STEPS, 1e6);
        first.steps(0, 2, 1e6);
        second.weights.load(second.network, (path, parameter) -> first.weights.values(path));
        Map<String, float[]> saved = first.state();

        second.optimizer.restore(
            first.optimizer.steps(), name -> Objects.requireNonNull(saved.get(name)));
        second.steps(2, STEPS, 1e6);

        assertThat(second.optimizer.steps()).isEqualTo(STEPS);
        assertThat(second.weights.values(Net.WEIGHT))
            .isEqualTo(uninterrupted.weights.values(Net.WEIGHT));
        assertThat(second.weights.values(Net.BIAS))
            .isEqualTo(uninterrupted.weights.values(Net.BIAS));
      }
    }
  }

  @Test
  void doesNotChangeParameterWithoutGradient() {
    try (Run run = new Run(OptimizerConfig.AdamW.of(0.01, 0.1))) {
      run.optimizer.step(0.01);

      assertThat(run.gradients.norm()).isZero();
      assertThat(run.gradients.clip(1)).isZero();
      assertThat(run.weights.values(Net.WEIGHT)).isEqualTo(Net.WEIGHT_START);
    }
  }

  @Test
  void refusesStateOfAnotherModel() {
    try (Run run = new Run(OptimizerConfig.Adam.of(0.01))) {
      assertThatThrownBy(() -> run.optimizer.restore(1, name -> new float[1]))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("exp_avg/backbone.body.weight has 1 values, the model needs 4");
    }
  }

  @Test
  void refusesSettingsOutsideTheirRange() {
    assertThatThrownBy(() -> OptimizerConfig.Sgd.of(-1, 0.9, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("optimizer.learningRate is -1.0");
    assertThatThrownBy(() -> new OptimizerConfig.Sgd(0.1, 0, 0, true, 0, ParameterGroups.uniform()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nesterov needs a momentum");
    assertThatThrownBy(() -> new OptimizerConfig.Adam(0.1, 1, 0.9, 0, 0, ParameterGroups.uniform()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("beta1");
    assertThatThrownBy(() -> new ParameterGroups(Decayed.ALL, -0.5))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("backboneFactor");
  }

  private static void assertFollows(OptimizerConfig config, double[] weight, double[] bias) {
    try (Run run = new Run(config)) {
      run.steps(0, STEPS, 1e6);
      run.assertValues(weight, bias);
    }
  }

  /** Two parameters, the first one in the backbone. */
  private static final class Net extends Module {
    static final String WEIGHT = ParameterGroups.BACKBONE + "weight";
    static final String BIAS = "head.bias";
    static final float[] WEIGHT_START = {0.5f, -1, 2, 0.25f};
    static final float[] BIAS_START = {1, -0.5f, 0.125f};

    Net() {
      Initializer zero = new Initializer.Constant(0);
      parameter(WEIGHT, new Parameter(Parameter.Kind.WEIGHT, zero, 2, 2));
      parameter(BIAS, new Parameter(Parameter.Kind.WEIGHT, zero, 3));
    }
  }

  private static final class Run implements AutoCloseable {
    final Net network = new Net();
    final Weights weights =
        Weights.of(
            network,
            Engine.cpu(),
            (path, parameter) -> path.equals(Net.WEIGHT) ? Net.WEIGHT_START : Net.BIAS_START);
    final Gradients gradients = new Gradients(weights);
    final Optimizer optimizer;
    private final double learningRate;

    Run(OptimizerConfig config) {
      optimizer = config.create(weights);
      learningRate = config.learningRate();
    }

    /** Takes steps; returns the norm of the last gradient before clipping. */
    double steps(int from, int to, double maxNorm) {
      double norm = 0;
      for (int step = from; step < to; step++) {
        try (TensorScope scope = TensorScope.training()) {
          Tensor weight = tensor(Net.WEIGHT);
          Tensor bias = tensor(Net.BIAS);
          Tensor factors = Tensors.of(new float[] {1, 2, 3}, Device.CPU, 3);
          Tensor cubes = weight.mul(weight).mul(weight).sum();
          Tensor squares = bias.mul(bias).mul(factors).sum().mul(new Scalar(step + 1.0));
          gradients.clear();
          cubes.add(squares).backward();
          norm = gradients.clip(maxNorm);
          optimizer.step(learningRate);
        }
      }
      return norm;
    }

    Map<String, float[]> state() {
      Map<String, float[]> values = new HashMap<>();
      try (TensorScope scope = TensorScope.inference()) {
        optimizer.state().forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
      }
      return values;
    }

    void assertValues(double[] weight, double[] bias) {
      assertThat(doubles(Net.WEIGHT)).containsExactly(weight, within(2e-6));
      assertThat(doubles(Net.BIAS)).containsExactly(bias, within(2e-6));
    }

    private Tensor tensor(String path) {
      return Objects.requireNonNull(weights.trainable().get(path));
    }

    private double[] doubles(String path) {
      try (TensorScope scope = TensorScope.inference()) {
        return Tensors.doubles(tensor(path));
      }
    }

    @Override
    public void close() {
      optimizer.close();
      weights.close();
    }
  }
}
