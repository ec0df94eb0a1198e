package dev.osprey.detection.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.ScoredBoxes;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.L1Loss;
import dev.osprey.detection.loss.SoftmaxCrossEntropy;
import dev.osprey.detection.loss.SoftmaxCrossEntropy.Background;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.matching.MaxIouMatcher.LowQuality;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.detection.sampling.HardExampleSampler;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.region.RegionOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class RegionLossTest {
  private static final float[] NOTHING = {};
  private static final ScoredBoxes PROPOSALS =
      new ScoredBoxes(
          new float[] {0, 0, 10, 10, 40, 40, 50, 50}, new float[] {0.9f, 0.8f}, new int[2]);
  private static final TargetObjects SQUARE =
      new TargetObjects(new float[] {0, 0, 10, 8}, new int[] {1}, NOTHING, new ImageSize(60, 60));

  @Test
  void addedGroundTruthComesFirstAmongTheRegions() {
    RegionTargets targets = assign(sampler(Sampler.TruthUse.CANDIDATES), SQUARE);
    assertThat(targets.regions()).containsExactly(0, 0, 10, 8, 0, 0, 10, 10, 40, 40, 50, 50);
    assertThat(targets.labels()).containsExactly(1, 1, -1);
    assertThat(targets.positives()).isEqualTo(2);
    assertThat(targets.boxes()).containsExactly(0, 0, 10, 8, 0, 0, 10, 8);
  }

  @Test
  void groundTruthIsNoRegionUnlessAdded() {
    for (Sampler sampler : List.of(sampler(Sampler.TruthUse.TARGETS), new AllSampler())) {
      RegionTargets targets = assign(sampler, SQUARE);
      assertThat(targets.regions()).containsExactly(0, 0, 10, 10, 40, 40, 50, 50);
      assertThat(targets.labels()).containsExactly(1, -1);
      assertThat(targets.positives()).isEqualTo(1);
    }
  }

  @Test
  void hardRegionsAreThoseWithTheHighestLoss() {
    Sampler hardest = new HardExampleSampler(new Quota(1, 1, null), Sampler.TruthUse.CANDIDATES);
    RegionTargets targets =
        new RegionAssigner(matcher(), hardest)
            .assign(
                PROPOSALS,
                SQUARE,
                (regions, labels) -> {
                  assertThat(regions).hasSize(12);
                  assertThat(labels).containsExactly(1, 1, -1);
                  return new float[] {1, 2, 9};
                },
                SeededRandom.of(0));
    assertThat(targets.regions()).containsExactly(0, 0, 10, 10);
  }

  @Test
  void bothTermsAreDividedByAllSampledRegions() {
    // Two images, three regions and none: logits of 0 over two classes and background cost
    // log 3 each. The box of the true class, the second output after the background, is 0.1 off in
    // all deltas but for what it should say: the region is the truth in image 0, row 0.
    RegionTargets three = assign(sampler(Sampler.TruthUse.CANDIDATES), SQUARE);
    RegionTargets none = new RegionTargets(new float[0], new int[0], new float[0]);
    float[] deltas = new float[3 * 12];
    for (int k = 0; k < 4; k++) {
      deltas[8 + k] = 0.1f; // row 0, class 1
      deltas[4 + k] = 99; // row 0, class 0: nobody looks
      deltas[24 + k] = 99; // row 2 is background
    }
    // Row 1 should say the truth: its centre is 1 higher (-0.1), its height 0.8 (log 0.8).
    deltas[12 + 8 + 1] = -0.1f;
    deltas[12 + 8 + 3] = (float) Math.log(0.8);
    try (TensorScope scope = TensorScope.training()) {
      RegionOutputs<Tensor> outputs =
          new RegionOutputs<>(
              Tensors.zeros(Device.CPU, 3, 3), Tensors.of(deltas, Device.CPU, 3, 12));
      Map<String, Tensor> terms = loss().of(outputs, List.of(three, none), Device.CPU);
      assertThat(terms.keySet()).containsExactly("loss_classifier", "loss_box_reg");
      Tensor[] values = terms.values().toArray(Tensor[]::new);
      assertThat(Tensors.number(values[0])).isEqualTo(Math.log(3), within(1e-6));
      assertThat(Tensors.number(values[1])).isEqualTo(0.4 / 3, within(1e-6));
    }
  }

  private static RegionLoss loss() {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    return new RegionLoss(
        new RegionLoss.Config(new SoftmaxCrossEntropy(Background.FIRST, null), new L1Loss(), 1, 1),
        new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0)));
  }

  private static Sampler sampler(Sampler.TruthUse groundTruth) {
    return new RandomSampler(new Quota(512, 0.25, null), groundTruth);
  }

  private static MaxIouMatcher matcher() {
    return new MaxIouMatcher(MaxIouMatcher.Config.of(0.5, 0.5, LowQuality.NONE));
  }

  private static RegionTargets assign(Sampler sampler, TargetObjects truth) {
    return new RegionAssigner(matcher(), sampler)
        .assign(
            PROPOSALS, truth, (regions, labels) -> new float[labels.length], SeededRandom.of(0));
  }
}
