package dev.osprey.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.backbone.Bottleneck;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.torch.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks what one training pass changes in networks with frozen stages or norms. */
class FrozenStagesTest {
  /** C2 and C3 are enough: later stages are built in the same way. */
  private static final List<Integer> OUT_STAGES = List.of(1, 2);

  private static final List<ResNet.Config> NETWORKS =
      List.of(
          ResNet.Config.of(18).withOutStages(OUT_STAGES),
          ResNet.Config.resNext(50, 32, 4)
              .withBottleneck(new Bottleneck(Bottleneck.StrideIn.CONV1X1, 32, 4))
              .withOutStages(OUT_STAGES));

  /** The paths whose running statistics changed, and those that have a gradient. */
  private record Changes(Set<String> statistics, Set<String> gradients) {}

  @ParameterizedTest
  @EnumSource
  void onlyTrainableParametersChangeOrHaveAGradient(BatchNorm.Mode mode) {
    for (ResNet.Config network : NETWORKS) {
      for (int frozen = -1; frozen <= 2; frozen++) {
        int last = frozen;
        ResNet.Config config = network.withNorm(NormConfig.Batch.of(mode)).withFrozenStages(frozen);
        Changes changes = trainOnce(config);
        Predicate<String> thawed = path -> stage(path) > last;
        assertThat(changes.statistics())
            .as("statistics of depth %d, %s, frozenStages %d", config.depth(), mode, frozen)
            .isEqualTo(
                paths(
                    config,
                    thawed.and(path -> path.contains("running_") && mode == BatchNorm.Mode.TRAIN)));
        assertThat(changes.gradients())
            .as("gradients of depth %d, %s, frozenStages %d", config.depth(), mode, frozen)
            .isEqualTo(
                paths(
                    config,
                    thawed.and(
                        path ->
                            isConvolution(path)
                                || (trainsScaleAndShift(mode) && !path.contains("running_")))));
      }
    }
  }

  /**
   * With fixed statistics a training pass has the same outputs as inference; with batch statistics
   * it has not.
   */
  @ParameterizedTest
  @EnumSource
  void trainingAndInferenceAgreeExactlyWithFixedStatistics(BatchNorm.Mode mode) {
    ResNet.Config config = NETWORKS.get(0).withNorm(NormConfig.Batch.of(mode));
    for (int frozen : new int[] {-1, 1, 2}) {
      ResNet network = config.withFrozenStages(frozen).build();
      try (Weights weights = Weights.initialize(network, Engine.cpu(), 1);
          TensorScope scope = TensorScope.inference()) {
        TorchOps detecting = new TorchOps(weights, TorchOps.Phase.INFERENCE);
        float[] expected = Tensors.floats(network.forward(detecting, images()).coarsest());
        float[] actual =
            Tensors.floats(network.forward(weights.trainingOps(), images()).coarsest());
        boolean fixed = mode != BatchNorm.Mode.TRAIN || frozen == 2;
        assertThat(Arrays.equals(actual, expected))
            .as("%s, frozenStages %d", mode, frozen)
            .isEqualTo(fixed);
      }
    }
  }

  private static Changes trainOnce(ResNet.Config config) {
    ResNet network = config.build();
    Changes changes = new Changes(new TreeSet<>(), new TreeSet<>());
    try (Weights weights = Weights.initialize(network, Engine.cpu(), 1);
        TensorScope scope = TensorScope.training()) {
      Map<String, float[]> before = new LinkedHashMap<>();
      weights.tensors().keySet().forEach(path -> before.put(path, weights.values(path)));
      Tensor map = network.forward(weights.trainingOps(), images()).coarsest();
      if (map.requires_grad()) {
        map.square().sum().backward();
      }
      weights
          .tensors()
          .forEach(
              (path, tensor) -> {
                if (!Arrays.equals(before.get(path), weights.values(path))) {
                  changes.statistics().add(path);
                }
                if (tensor.grad().defined()) {
                  changes.gradients().add(path);
                }
              });
    }
    return changes;
  }

  private static Set<String> paths(ResNet.Config config, Predicate<String> wanted) {
    return config.build().namedParameters().keySet().stream()
        .filter(wanted)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean trainsScaleAndShift(BatchNorm.Mode mode) {
    return mode == BatchNorm.Mode.TRAIN || mode == BatchNorm.Mode.EVAL;
  }

  private static boolean isConvolution(String path) {
    return path.contains("conv") || path.contains("downsample.0");
  }

  /** 0 for the stem, k for {@code layerk}. */
  private static int stage(String path) {
    return path.startsWith("layer") ? path.charAt("layer".length()) - '0' : 0;
  }

  private static Tensor images() {
    float[] pixels = new float[2 * 3 * 17 * 24];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (random.nextDouble() * 4 - 2);
    }
    return Tensors.of(pixels, Device.CPU, 2, 3, 17, 24);
  }
}
