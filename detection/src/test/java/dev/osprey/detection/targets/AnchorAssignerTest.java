package dev.osprey.detection.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Padding;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.matching.MaxIouMatcher.LowQuality;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.detection.sampling.HardExampleSampler;
import dev.osprey.detection.sampling.Quota;
import dev.osprey.detection.sampling.RandomSampler;
import dev.osprey.detection.sampling.Sampler;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorAssignerTest {
  private static final ImageSize IMAGE = new ImageSize(60, 60);
  private static final TargetObjects NOTHING = truth(new float[0]);
  // With the square [0, 0, 10, 10] they have an IoU of 1, 0.45 and 0; two levels.
  private static final Anchors ANCHORS =
      RowsOfAnchors.of(new float[] {0, 0, 10, 10, 0, 0, 10, 4.5f, 50, 50, 60, 60}, 2, 1);
  private static final MaxIouMatcher.Config PLAIN =
      MaxIouMatcher.Config.of(0.5, 0.4, LowQuality.NONE);

  @Test
  void assignsTargetsImageByImage() {
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 51, 50, 61, 60}, 4, 7);
    List<AnchorTargets> targets = assign(PLAIN, new AllSampler(), NOTHING, two);
    assertThat(targets).hasSize(2);
    assertThat(targets.get(0).labels()).containsExactly(-1, -1, -1);
    assertThat(targets.get(0).labelWeights()).containsExactly(1, 1, 1);
    assertThat(targets.get(0).positives()).isEmpty();
    assertThat(targets.get(0).boxes()).isEmpty();
    assertThat(targets.get(0).negatives()).isEqualTo(3);
    assertThat(targets.get(1).labels()).containsExactly(4, -1, 7);
    assertThat(targets.get(1).labelWeights()).containsExactly(1, 0, 1);
    assertThat(targets.get(1).positives()).containsExactly(0, 2);
    assertThat(targets.get(1).boxes()).containsExactly(0, 0, 10, 10, 51, 50, 61, 60);
    assertThat(targets.get(1).anchors()).containsExactly(0, 0, 10, 10, 50, 50, 60, 60);
    assertThat(targets.get(1).negatives()).isZero();
  }

  @Test
  void indicesOfALevelStartAtItsFirstAnchor() {
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 51, 50, 61, 60}, 4, 7);
    AnchorTargets image = assign(PLAIN, new AllSampler(), two).get(0);
    AnchorTargets coarse = image.ofLevel(ANCHORS.levels().get(1));
    assertThat(coarse.labels()).containsExactly(7);
    assertThat(coarse.positives()).containsExactly(0);
    assertThat(coarse.anchors()).containsExactly(50, 50, 60, 60);
    assertThat(coarse.boxes()).containsExactly(51, 50, 61, 60);
    AnchorTargets fine = image.ofLevel(ANCHORS.levels().get(0));
    assertThat(fine.labels()).containsExactly(4, -1);
    assertThat(fine.labelWeights()).containsExactly(1, 0);
    assertThat(fine.positives()).containsExactly(0);
    assertThat(fine.boxes()).containsExactly(0, 0, 10, 10);
  }

  @Test
  void severalAnchorsMayBeAssignedToOneObject() {
    MaxIouMatcher.Config lenient = MaxIouMatcher.Config.of(0.4, 0.4, LowQuality.NONE);
    AnchorTargets targets =
        assign(lenient, new AllSampler(), truth(new float[] {0, 0, 10, 10}, 2)).get(0);
    assertThat(targets.positives()).containsExactly(0, 1);
    assertThat(targets.boxes()).containsExactly(0, 0, 10, 10, 0, 0, 10, 10);
  }

  @Test
  void anObjectOfOnePixelFindsItsAnchorByLowQualityMatchesOnly() {
    TargetObjects pixel = truth(new float[] {55, 55, 56, 56}, 0);
    assertThat(assign(PLAIN, new AllSampler(), pixel).get(0).positives()).isEmpty();
    MaxIouMatcher.Config generous = MaxIouMatcher.Config.of(0.5, 0.4, LowQuality.OWN_BEST_BOX);
    assertThat(assign(generous, new AllSampler(), pixel).get(0).positives()).containsExactly(2);
  }

  @Test
  void positivesMayWeighMoreThanBackground() {
    AnchorAssigner heavy = assigner(AnchorFilter.Config.none(), PLAIN, new AllSampler(), 2.5);
    AnchorTargets targets =
        heavy
            .assign(
                ANCHORS,
                List.of(truth(new float[] {0, 0, 10, 10}, 1)),
                (image, labels) -> new float[labels.length],
                SeededRandom.of(1))
            .get(0);
    assertThat(targets.labelWeights()).containsExactly(2.5f, 0, 1);
  }

  @Test
  void filteredAnchorsAreIgnoredAndNotAssigned() {
    // The image is 10 x 20: the last anchor lies beyond it, the pixel's best anchor is gone.
    TargetObjects small =
        new TargetObjects(
            new float[] {0, 0, 10, 10, 55, 55, 56, 56},
            new int[] {0, 1},
            new float[0],
            new ImageSize(10, 20));
    MaxIouMatcher.Config generous =
        MaxIouMatcher.Config.of(0.5, 0.4, LowQuality.EACH_BOX_TAKES_FIRST);
    AnchorFilter.Config inside = new AnchorFilter.Config(AnchorFilter.Cells.BATCH, 1.0);
    AnchorTargets targets =
        assigner(inside, generous, new AllSampler(), 1)
            .assign(
                ANCHORS,
                List.of(small),
                (image, labels) -> new float[labels.length],
                SeededRandom.of(1))
            .get(0);
    assertThat(targets.labels()).containsExactly(1, -1, -1);
    assertThat(targets.labelWeights()).containsExactly(1, 0, 0);
  }

  @Test
  void anchorsThatAreNotSampledHaveNoWeight() {
    Quota one = new Quota(2, 0.5, null);
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 51, 50, 61, 60}, 4, 7);
    AnchorTargets drawn =
        assign(PLAIN, new RandomSampler(one, Sampler.TruthUse.TARGETS), two).get(0);
    assertThat(drawn.positives()).hasSize(1);
    assertThat(drawn.labelWeights()[0] + drawn.labelWeights()[2]).isEqualTo(1);
  }

  @Test
  void hardExamplesAreRankedByTheLossOfWhatTheyAreMatchedTo() {
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 51, 50, 61, 60}, 4, 7);
    AnchorAssigner assigner =
        assigner(
            AnchorFilter.Config.none(),
            PLAIN,
            new HardExampleSampler(new Quota(2, 0.5, null), Sampler.TruthUse.TARGETS),
            1);
    AnchorTargets targets =
        assigner
            .assign(
                ANCHORS,
                List.of(NOTHING, two),
                (image, labels) -> {
                  assertThat(labels)
                      .containsExactly(image == 0 ? new int[] {-1, -1, -1} : new int[] {4, -1, 7});
                  return new float[] {1, 9, 3};
                },
                SeededRandom.of(1))
            .get(1);
    assertThat(targets.positives()).containsExactly(2);
    assertThat(targets.labels()).containsExactly(-1, -1, 7);
    assertThat(targets.labelWeights()).containsExactly(0, 0, 1);
  }

  @Test
  void groundTruthIsNoAnchor() {
    Sampler regions = new RandomSampler(new Quota(256, 0.5, null), Sampler.TruthUse.CANDIDATES);
    assertThatThrownBy(() -> assigner(AnchorFilter.Config.none(), PLAIN, regions, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sampler.groundTruth");
  }

  private static TargetObjects truth(float[] boxes, int... labels) {
    return new TargetObjects(boxes, labels, new float[0], IMAGE);
  }

  private static List<AnchorTargets> assign(
      MaxIouMatcher.Config matcher, Sampler sampler, TargetObjects... images) {
    return assigner(AnchorFilter.Config.none(), matcher, sampler, 1)
        .assign(
            ANCHORS,
            List.of(images),
            (image, labels) -> new float[labels.length],
            SeededRandom.of(1));
  }

  private static AnchorAssigner assigner(
      AnchorFilter.Config filter, MaxIouMatcher.Config matcher, Sampler sampler, double weight) {
    return new AnchorAssigner(
        new AnchorFilter(filter),
        new MaxIouMatcher(matcher),
        sampler,
        weight,
        new Padding(32, Padding.Rule.UP_TO_MULTIPLE));
  }
}
