package dev.osprey.detection.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.detection.matching.Matches;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SamplerTest {
  // Two boxes, four positives, one ignored, five negatives.
  private static final Matches MATCHES = matches(1, -1, 0, -2, -1, 0, -1, -1, 1, -1);

  @Test
  void allSamplerTakesEveryCandidateThatIsNotIgnored() {
    Sampling sampling =
        new AllSampler().sample(MATCHES, 0, SamplerTest::unasked, SeededRandom.of(1));
    assertThat(sampling.positives()).containsExactly(0, 2, 5, 8);
    assertThat(sampling.truths()).containsExactly(1, 0, 0, 1);
    assertThat(sampling.negatives()).containsExactly(1, 4, 6, 7, 9);
    assertThat(sampling.size()).isEqualTo(9);
    assertThat(sampling.isGroundTruth(0)).isFalse();
  }

  @Test
  void randomSamplerLimitsPositivesAndFillsWithNegatives() {
    // 6 · 0.34 = 2.04: two positives, four negatives
    Sampling sampling =
        random(new Quota(6, 0.34, null)).sample(MATCHES, 0, SamplerTest::unasked, random(3));
    assertThat(sampling.positives()).hasSize(2);
    assertThat(sampling.negatives()).hasSize(4);
    assertThat(MATCHES.positives()).contains(sampling.positives());
    assertThat(MATCHES.negatives()).contains(sampling.negatives());
    assertThat(sampling.truths()).isEqualTo(MATCHES.truthsOf(sampling.positives()));
  }

  @Test
  void negativesFillTheRestOfTheQuota() {
    // All 4 positives fit in 5, so 10 - 4 negatives may be taken; there are 5.
    Sampling sampling =
        random(new Quota(10, 0.5, null)).sample(MATCHES, 0, SamplerTest::unasked, random(3));
    assertThat(sampling.positives()).containsExactly(0, 2, 5, 8);
    assertThat(sampling.negatives()).containsExactly(1, 4, 6, 7, 9);
  }

  @Test
  void limitsNegativesPerPositive() {
    Sampling sampling =
        random(new Quota(9, 0.12, 3.0)).sample(MATCHES, 0, SamplerTest::unasked, random(3));
    assertThat(sampling.positives()).hasSize(1);
    assertThat(sampling.negatives()).hasSize(3);
    // Without a positive as many as for one.
    Sampling none =
        random(new Quota(9, 0.5, 2.0))
            .sample(matches(-1, -1, -1), 0, SamplerTest::unasked, random(3));
    assertThat(none.negatives()).hasSize(2);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    int[] truths = new int[1000];
    Arrays.fill(truths, -1);
    RandomSampler sampler = random(new Quota(20, 0.5, null));
    int[] first = sampler.sample(matches(truths), 0, SamplerTest::unasked, random(5)).negatives();
    assertThat(sampler.sample(matches(truths), 0, SamplerTest::unasked, random(5)).negatives())
        .isEqualTo(first);
    assertThat(sampler.sample(matches(truths), 0, SamplerTest::unasked, random(6)).negatives())
        .isNotEqualTo(first);
    assertThat(first).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void addedGroundTruthIsMatchedWithItselfAndStandsFirst() {
    Matches withTruths = matches(-1, 1).withTruthsFirst(2);
    assertThat(withTruths.ious()).containsExactly(1, 1, 0, 0);
    Sampling sampling =
        new RandomSampler(new Quota(8, 0.5, null), Sampler.TruthUse.CANDIDATES)
            .sample(withTruths, 2, SamplerTest::unasked, random(1));
    assertThat(sampling.positives()).containsExactly(0, 1, 3);
    assertThat(sampling.truths()).containsExactly(0, 1, 1);
    assertThat(sampling.negatives()).containsExactly(2);
    assertThat(sampling.isGroundTruth(1)).isTrue();
    assertThat(sampling.isGroundTruth(2)).isFalse();
  }

  @Test
  void hardExamplesHaveTheHighestLossesAndTiesGoToTheLowerIndex() {
    float[] losses = {1, 5, 4, 99, 7, 4, 5, 5, 2, 1};
    Sampling sampling =
        new HardExampleSampler(new Quota(4, 0.5, null), Sampler.TruthUse.TARGETS)
            .sample(MATCHES, 0, () -> losses, random(1));
    assertThat(sampling.positives()).containsExactly(2, 5);
    assertThat(sampling.negatives()).containsExactly(1, 4); // 7, then the first of three 5s
  }

  @Test
  void samplesNothingFromNoCandidates() {
    for (Sampler sampler :
        new Sampler[] {
          new AllSampler(),
          random(new Quota(4, 0.5, null)),
          new HardExampleSampler(new Quota(4, 0.5, null), Sampler.TruthUse.TARGETS)
        }) {
      Sampling sampling = sampler.sample(matches(), 0, () -> new float[0], random(1));
      assertThat(sampling.size()).isZero();
      Sampling ignored = sampler.sample(matches(-2, -2), 0, () -> new float[2], random(1));
      assertThat(ignored.size()).isZero();
    }
  }

  @Test
  void refusesInvalidQuotas() {
    assertThatThrownBy(() -> new Quota(0, 0.5, null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("quota.size is 0");
    for (double odd : new double[] {0, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new Quota(4, odd, null))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("positiveShare");
    }
    assertThatThrownBy(() -> new Quota(4, 0.5, -1.0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("negativesPerPositive");
  }

  private static RandomSampler random(Quota quota) {
    return new RandomSampler(quota, Sampler.TruthUse.TARGETS);
  }

  private static SeededRandom random(long seed) {
    return SeededRandom.of(seed);
  }

  private static float[] unasked() {
    throw new AssertionError("this sampler ranks by no loss");
  }

  private static Matches matches(int... truths) {
    return new Matches(truths, new float[truths.length]);
  }

  @Test
  void hardNegativesAreThoseWithTheHighestLosses() {
    // Negatives are 1, 4, 6, 7 and 9; two for each of four positives are more than there are.
    float[] losses = {9, 1, 9, 9, 3, 9, 3, 2, 9, 0};
    assertThat(hardNegatives(2, MATCHES, losses).negatives()).containsExactly(1, 4, 6, 7, 9);
    assertThat(hardNegatives(0.75, MATCHES, losses).negatives()).containsExactly(4, 6, 7);
    assertThat(hardNegatives(0.25, MATCHES, losses).negatives()).containsExactly(4);
    assertThat(hardNegatives(0.25, MATCHES, losses).positives()).containsExactly(0, 2, 5, 8);
    assertThat(hardNegatives(0, MATCHES, losses).negatives()).isEmpty();
  }

  @Test
  void withoutPositivesThereAreNoHardNegatives() {
    Sampling sampling =
        new HardNegativeSampler(7)
            .sample(matches(-1, -1), 0, SamplerTest::unasked, SeededRandom.of(1));
    assertThat(sampling.size()).isZero();
    assertThatThrownBy(() -> new HardNegativeSampler(-1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sampler.negativesPerPositive is -1.0");
  }

  private static Sampling hardNegatives(double perPositive, Matches matches, float[] losses) {
    return new HardNegativeSampler(perPositive)
        .sample(matches, 0, () -> losses, SeededRandom.of(1));
  }
}
