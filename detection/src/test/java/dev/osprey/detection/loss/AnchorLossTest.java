package dev.osprey.detection.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.SeededRandom;
import dev.osprey.data.transform.Padding;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.loss.AnchorLoss.DeltaReduction;
import dev.osprey.detection.matching.MaxIouMatcher;
import dev.osprey.detection.matching.MaxIouMatcher.LowQuality;
import dev.osprey.detection.sampling.AllSampler;
import dev.osprey.detection.targets.AnchorAssigner;
import dev.osprey.detection.targets.AnchorTargets;
import dev.osprey.detection.targets.TargetObjects;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AnchorLossTest {
  private static final int CLASSES = 2;
  private static final TargetObjects NOTHING = truth(new float[0]);
  private static final TargetObjects SQUARE = truth(new float[] {0, 0, 10, 10}, 1);
  // IoU with the square: 1 (positive), 0.45 (ignored), 0 (background); two levels.
  private static final Anchors ANCHORS =
      RowsOfAnchors.of(new float[] {0, 0, 10, 10, 0, 0, 10, 4.5f, 50, 50, 60, 60}, 2, 1);

  // Focal loss of logit 0, alpha 0.25, gamma 2: a target 1 and a target 0.
  private static final double HIT = 0.25 * 0.25 * Math.log(2);
  private static final double MISS = 0.75 * 0.25 * Math.log(2);

  @Test
  void eachImagesSumsAreDividedByItsPositivesAndAveraged() {
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES)
              .of(outputs(2, 0.1f), ANCHORS, targets(NOTHING, SQUARE), Device.CPU);
      // Image 0: 3 rows of 2 misses, over max(1, 0). Image 1: the ignored row is left out;
      // 1 hit and 3 misses over 1.
      assertThat(losses.terms().keySet()).containsExactly("classification", "bbox_regression");
      assertThat(number(losses, "classification"))
          .isEqualTo((6 * MISS + HIT + 3 * MISS) / 2, within(1e-6));
      // Four deltas are 0.1 off in one of two images.
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.4 / 2, within(1e-6));
    }
  }

  @Test
  void moreThanOnePositiveShareTheirImagesWeight() {
    // Two objects: anchors 0 and 2 answer. 2 hits, 2 misses over 2; boxes 8 · 0.1 over 2.
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 50, 50, 60, 60}, 1, 0);
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES)
              .of(outputs(1, 0.1f), ANCHORS, targets(two), Device.CPU);
      assertThat(number(losses, "classification"))
          .isEqualTo((2 * HIT + 2 * MISS) / 2, within(1e-6));
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.8 / 2, within(1e-6));
    }
  }

  @Test
  void theMeanOverCoordinatesIsAQuarterOfTheSum() {
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          loss(new SmoothL1Loss(0), DeltaReduction.MEAN, Normalizer.IMAGE_POSITIVES)
              .of(outputs(1, 0.1f), ANCHORS, targets(SQUARE), Device.CPU);
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.1, within(1e-6));
    }
  }

  @Test
  void termsAreWeighted() {
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          weighted(1, 3, 0.5).of(outputs(1, 0.1f), ANCHORS, targets(SQUARE), Device.CPU);
      assertThat(number(losses, "classification")).isEqualTo(3 * (HIT + 3 * MISS), within(1e-6));
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.5 * 0.4, within(1e-6));
    }
  }

  @Test
  void lossesOnBoxesDecodeFirst() {
    // dx = dy = dw = dh = 0: the anchor is the square itself.
    try (TensorScope scope = TensorScope.training()) {
      AnchorLoss giou = loss(new GiouLoss(1e-7), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES);
      assertThat(
              number(
                  giou.of(outputs(1, 0), ANCHORS, targets(SQUARE), Device.CPU), "bbox_regression"))
          .isEqualTo(0, within(1e-6));
      // Shifted by a whole side in x and y, and e times as large: some loss, not a delta's.
      assertThat(
              number(
                  giou.of(outputs(1, 1), ANCHORS, targets(SQUARE), Device.CPU), "bbox_regression"))
          .isBetween(0.5, 2.0);
    }
  }

  @Test
  void perfectOutputsHaveNoLossInAnyImageAndLevel() {
    // Image 0 has label 0 at anchor 2 (second level), image 1 label 1 at anchor 0.
    TargetObjects second = truth(new float[] {50, 50, 60, 60}, 0);
    float no = -100;
    float yes = 100;
    try (TensorScope scope = TensorScope.training()) {
      Tensor fine = Tensors.of(new float[] {no, no, no, no, no, yes, no, no}, Device.CPU, 2, 2, 2);
      Tensor coarse = Tensors.of(new float[] {yes, no, no, no}, Device.CPU, 2, 1, 2);
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(fine, coarse),
              List.of(Tensors.zeros(Device.CPU, 2, 2, 4), Tensors.zeros(Device.CPU, 2, 1, 4)));
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES)
              .of(outputs, ANCHORS, targets(second, SQUARE), Device.CPU);
      assertThat(Tensors.number(losses.total())).isZero();
    }
  }

  @Test
  void withoutAnyObjectTheBoxLossIsZeroAndGradientsAreFinite() {
    for (BoxLoss box : new BoxLoss[] {new L1Loss(), new SmoothL1Loss(1), new GiouLoss(1e-7)}) {
      try (TensorScope scope = TensorScope.training()) {
        HeadOutputs<Tensor> outputs = outputs(2, 0.1f);
        outputs.logits().forEach(logits -> logits.requires_grad_(true));
        outputs.deltas().forEach(deltas -> deltas.requires_grad_(true));
        Losses losses =
            loss(box, DeltaReduction.MEAN, Normalizer.IMAGE_POSITIVES)
                .of(outputs, ANCHORS, targets(NOTHING, NOTHING), Device.CPU);
        assertThat(number(losses, "bbox_regression")).isZero();
        assertThat(number(losses, "classification")).isEqualTo(6 * MISS, within(1e-6));
        losses.total().backward();
        assertThat(Tensors.floats(outputs.deltas().get(0).grad())).containsOnly(0);
        for (double slope : Tensors.doubles(outputs.logits().get(1).grad())) {
          assertThat(slope).isPositive().isLessThan(1);
        }
      }
    }
  }

  @Test
  void anImageWithOnlyIgnoredAnchorsHasNoLoss() {
    MaxIouMatcher.Config shy = MaxIouMatcher.Config.of(1, 0, LowQuality.NONE);
    List<AnchorTargets> targets = targets(shy, truth(new float[] {1, 0, 11, 10}, 0));
    assertThat(targets.get(0).labelWeights()).containsOnly(0);
    try (TensorScope scope = TensorScope.training()) {
      HeadOutputs<Tensor> outputs = outputs(1, 0.1f);
      outputs.logits().forEach(logits -> logits.requires_grad_(true));
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES)
              .of(outputs, ANCHORS, targets, Device.CPU);
      assertThat(Tensors.number(losses.total())).isZero();
      losses.total().backward();
      assertThat(Tensors.floats(outputs.logits().get(0).grad())).containsOnly(0);
    }
  }

  @Test
  void anObjectOfOnePixelHasAFiniteLoss() {
    MaxIouMatcher.Config generous = MaxIouMatcher.Config.of(0.5, 0.4, LowQuality.OWN_BEST_BOX);
    List<AnchorTargets> targets = targets(generous, truth(new float[] {55, 55, 56, 56}, 1));
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.IMAGE_POSITIVES)
              .of(outputs(1, 0), ANCHORS, targets, Device.CPU);
      // Centre (55.5 - 55) / 10 twice, log(1 / 10) twice
      assertThat(number(losses, "bbox_regression"))
          .isEqualTo(0.05 + 0.05 + 2 * Math.log(10), within(1e-5));
    }
  }

  @Test
  void aBatchMayShareOneNormaliser() {
    // Positives 1 (at least) + 2; sampled negatives 3 + 1, the third image none of each: 1 + 1.
    TargetObjects two = truth(new float[] {0, 0, 10, 10, 50, 50, 60, 60}, 1, 0);
    List<AnchorTargets> targets = targets(NOTHING, two);
    assertThat(Normalizer.BATCH_POSITIVES.factors(targets)).containsExactly(1f / 3, 1f / 3);
    assertThat(Normalizer.BATCH_SAMPLES.factors(targets)).containsExactly(1f / 7, 1f / 7);
    assertThat(Normalizer.IMAGE_POSITIVES.factors(targets)).containsExactly(1f / 2, 1f / 4);
    assertThat(Normalizer.NONE.factors(targets)).containsExactly(1, 1);
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          loss(new L1Loss(), DeltaReduction.SUM, Normalizer.BATCH_POSITIVES)
              .of(outputs(2, 0.1f), ANCHORS, targets, Device.CPU);
      assertThat(number(losses, "classification"))
          .isEqualTo((6 * MISS + 2 * HIT + 2 * MISS) / 3, within(1e-6));
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.8 / 3, within(1e-6));
    }
  }

  @Test
  void positivesMayWeighMoreInClassification() {
    // The weight reaches the loss by way of the targets.
    AnchorTargets plain = targets(SQUARE).get(0);
    float[] heavy = plain.labelWeights().clone();
    heavy[0] = 3;
    AnchorTargets weighted =
        new AnchorTargets(
            plain.objects(),
            plain.allAnchors(),
            plain.start(),
            plain.labels(),
            heavy,
            plain.positives(),
            plain.truths());
    try (TensorScope scope = TensorScope.training()) {
      Losses losses =
          weighted(3, 1, 1).of(outputs(1, 0.1f), ANCHORS, List.of(weighted), Device.CPU);
      assertThat(number(losses, "classification"))
          .isEqualTo(3 * (HIT + MISS) + 2 * MISS, within(1e-6));
      assertThat(number(losses, "bbox_regression")).isEqualTo(0.4, within(1e-6));
    }
  }

  @Test
  void softmaxHasOneOutputMoreForBackground() {
    // Logits of 0 over three outputs cost log 3 each: one positive, one background row.
    AnchorLoss softmax =
        loss(
            new AnchorLoss.Config(
                new SoftmaxCrossEntropy(SoftmaxCrossEntropy.Background.LAST, null),
                1,
                new L1Loss(),
                DeltaReduction.SUM,
                Normalizer.BATCH_SAMPLES,
                1,
                1));
    try (TensorScope scope = TensorScope.training()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(
                  Tensors.zeros(Device.CPU, 1, 2, CLASSES + 1),
                  Tensors.zeros(Device.CPU, 1, 1, CLASSES + 1)),
              List.of(filled(0, 1, 2), filled(0, 1, 1)));
      Losses losses = softmax.of(outputs, ANCHORS, targets(SQUARE), Device.CPU);
      assertThat(number(losses, "classification")).isEqualTo(2 * Math.log(3) / 2, within(1e-6));
      assertThat(softmax.ofEachAnchor(outputs, 0, new int[] {1, -1, 0}, Device.CPU))
          .containsExactly(new float[] {1.0986123f, 1.0986123f, 1.0986123f}, within(1e-6f));
    }
  }

  @Test
  void refusesInvalidWeights() {
    for (double odd : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> weighted(1, odd, 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("loss.classificationWeight");
      assertThatThrownBy(() -> weighted(1, 1, odd))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("loss.boxWeight");
    }
  }

  private static double number(Losses losses, String term) {
    return Tensors.number(java.util.Objects.requireNonNull(losses.terms().get(term)));
  }

  private static TargetObjects truth(float[] boxes, int... labels) {
    return new TargetObjects(boxes, labels, new float[0], new ImageSize(60, 60));
  }

  private static List<AnchorTargets> targets(TargetObjects... images) {
    return targets(MaxIouMatcher.Config.of(0.5, 0.4, LowQuality.NONE), images);
  }

  private static List<AnchorTargets> targets(
      MaxIouMatcher.Config matcher, TargetObjects... images) {
    return new AnchorAssigner(
            new AnchorFilter(AnchorFilter.Config.none()),
            new MaxIouMatcher(matcher),
            new AllSampler(),
            1,
            new Padding(1, Padding.Rule.UP_TO_MULTIPLE))
        .assign(
            ANCHORS,
            List.of(images),
            (image, labels) -> new float[labels.length],
            SeededRandom.of(0));
  }

  private static AnchorLoss weighted(double positive, double classification, double box) {
    return loss(
        new AnchorLoss.Config(
            new FocalLoss(0.25, 2),
            positive,
            new L1Loss(),
            DeltaReduction.SUM,
            Normalizer.IMAGE_POSITIVES,
            classification,
            box));
  }

  private static AnchorLoss loss(BoxLoss box, DeltaReduction deltas, Normalizer normalizer) {
    return loss(new AnchorLoss.Config(new FocalLoss(0.25, 2), 1, box, deltas, normalizer, 1, 1));
  }

  private static AnchorLoss loss(AnchorLoss.Config config) {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    return new AnchorLoss(
        config,
        new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0)),
        new AnchorLoss.TermNames("classification", "bbox_regression"));
  }

  /** Logits of 0 and the same delta everywhere, on two levels of 2 and 1 anchors. */
  private static HeadOutputs<Tensor> outputs(int images, float delta) {
    return new HeadOutputs<>(
        List.of(
            Tensors.zeros(Device.CPU, images, 2, CLASSES),
            Tensors.zeros(Device.CPU, images, 1, CLASSES)),
        List.of(filled(delta, images, 2), filled(delta, images, 1)));
  }

  private static Tensor filled(float value, int images, int anchors) {
    float[] values = new float[images * anchors * 4];
    java.util.Arrays.fill(values, value);
    return Tensors.of(values, Device.CPU, images, anchors, 4);
  }
}
