package dev.osprey.detection.postprocess;

import static dev.osprey.detection.postprocess.PostprocessFixture.APART;
import static dev.osprey.detection.postprocess.PostprocessFixture.NO;
import static dev.osprey.detection.postprocess.PostprocessFixture.SIZE;
import static dev.osprey.detection.postprocess.PostprocessFixture.detect;
import static dev.osprey.detection.postprocess.PostprocessFixture.identity;
import static dev.osprey.detection.postprocess.PostprocessFixture.image;
import static dev.osprey.detection.postprocess.PostprocessFixture.outputs;
import static dev.osprey.detection.postprocess.PostprocessFixture.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Box;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.Postprocess.Clip;
import dev.osprey.detection.postprocess.Postprocess.Config;
import dev.osprey.detection.postprocess.Postprocess.Order;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostprocessTest {
  private static final float NEGATIVE_INFINITY = Float.NEGATIVE_INFINITY;

  @Test
  void aScoreEqualToTheThresholdIsNotEnough() {
    // Logit 0 is exactly 0.5.
    assertThat(detect(config(0.5), APART, 1, 0, NO, 0.001f, NO).labels()).hasSize(1);
    assertThat(detect(config(0.4999), APART, 1, 0, NO, 0.001f, NO).labels()).hasSize(2);
  }

  @Test
  void resultsComeByDescendingScoreOverAllClasses() {
    // Two classes: anchor 0 has class 1 at logit 1, anchor 2 class 0 at 2, anchor 3 class 1 at 3.
    Detections found = detect(config(0.5), APART, 2, NO, 1, NO, NO, 2, NO, NO, 3);
    assertThat(found.labels()).containsExactly(1, 0, 1);
    assertThat(found.box(0)).isEqualTo(new Box(60, 0, 70, 10));
    assertThat(found.score(0)).isEqualTo(sigmoid(3), within(1e-6f));
    assertThat(found.score(2)).isEqualTo(sigmoid(1), within(1e-6f));
  }

  @Test
  void resultsComeClassByClassWithOrderClass() {
    Config byClass = new Config(0.5, null, null, 0.5, null, Order.CLASS, Clip.IMAGE);
    Detections found = detect(byClass, APART, 2, 1, 2, NO, 5, 4, NO, NO, 3);
    assertThat(found.labels()).containsExactly(0, 0, 1, 1, 1);
    assertThat(found.scores())
        .containsExactly(
            new float[] {sigmoid(4), sigmoid(1), sigmoid(5), sigmoid(3), sigmoid(2)},
            within(1e-6f));
  }

  @Test
  void keepsTheBestOfEachLevelAndTheLowerIndexOfEqualScores() {
    Config topTwo = new Config(0.5, 2, null, 0.5, null, Order.SCORE, Clip.IMAGE);
    Detections found = detect(topTwo, APART, 1, 1, 1, 1, 1);
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(0.0, 20.0, 60.0);
    // Index is anchor · K + class: class 0 and 1 of anchor 0 come before anchor 1.
    Detections twoClasses = detect(topTwo, APART, 2, 1, 1, 1, 1, 1, 1, NO, NO);
    assertThat(twoClasses.labels()).containsExactly(0, 1);
    assertThat(twoClasses.box(1).x1()).isZero();
  }

  @Test
  void theLimitKeepsTheBestDetectionsOfAnImage() {
    Config one = new Config(0.5, null, null, 0.5, 1, Order.SCORE, Clip.IMAGE);
    assertThat(detect(one, APART, 1, 1, 3, 2, 1))
        .extracting(d -> d.box().x1())
        .containsExactly(20.0);
  }

  @Test
  void theLimitKeepsTheBestDetectionsWithOrderClass() {
    Config two = new Config(0.5, null, null, 0.5, 2, Order.CLASS, Clip.IMAGE);
    Detections found = detect(two, APART, 2, 1, NO, NO, 3, 2, NO, NO, NO);
    assertThat(found.labels()).containsExactly(0, 1);
    assertThat(found.scores()).containsExactly(new float[] {sigmoid(2), sigmoid(3)}, within(1e-6f));
  }

  @Test
  void overlappingBoxesAreDroppedInsideTheirClassOnly() {
    // IoU 90 / 110
    Anchors anchors = RowsOfAnchors.of(new float[] {0, 0, 10, 10, 1, 0, 11, 10}, 2);
    assertThat(detect(config(0.05), anchors, 2, 1, NO, 2, NO).scores()).hasSize(1);
    assertThat(detect(config(0.05), anchors, 2, 1, NO, NO, 2).labels()).containsExactly(1, 0);
  }

  @Test
  void anImageWithoutCandidatesHasNoDetections() {
    assertThat(detect(config(0.05), APART, 1, NO, NO, NO, NO)).isEmpty();
    Config byClass = new Config(0.05, 5, null, 0.5, 5, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    assertThat(detect(byClass, APART, 1, NO, NO, NO, NO)).isEmpty();
  }

  @Test
  void thresholdZeroKeepsEveryScoreAboveZero() {
    assertThat(detect(config(0), APART, 1, NO, 1, NEGATIVE_INFINITY, Float.NaN).scores())
        .hasSize(2);
  }

  @Test
  void comparesScoresNearZeroAndOneExactly() {
    // Close to 1 neighbouring scores are far apart in logits: sigmoid(12) = 0.999993856
    assertThat(detect(config(0.99999), APART, 1, 11, 12, 13, 40).scores()).hasSize(3);
    assertThat(detect(config(1e-6), APART, 1, -13, -14, -20, NO).scores()).hasSize(1);
  }

  @Test
  void softmaxCountsTheBackgroundButDoesNotDetectIt() {
    // Logits are logarithms: rows (1, 2, 1), (1, 1, 8), (6, 1, 1) and (2, 2, 4) over 4, 10, 8, 8;
    // the last of three is the background. Above 0.2: 1/4 and 2/4, none, 6/8, 2/8 twice.
    Detections found =
        softmax(config(0.2), APART, log(1, 2, 1), log(1, 1, 8), log(6, 1, 1), log(2, 2, 4));
    assertThat(found.labels()).containsExactly(0, 1, 0, 0, 1);
    assertThat(found.scores())
        .containsExactly(new float[] {0.75f, 0.5f, 0.25f, 0.25f, 0.25f}, within(1e-6f));
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(40.0, 0.0, 0.0, 60.0, 60.0);
  }

  @Test
  void softmaxOfBrokenRowsGivesNothing() {
    float[] nan = {Float.NaN, 5, 1};
    float[] infinite = {Float.POSITIVE_INFINITY, 5, 1};
    float[] nothing = {NEGATIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY};
    float[] certain = {0, NEGATIVE_INFINITY, NEGATIVE_INFINITY};
    Detections found = softmax(config(0), APART, nan, infinite, nothing, certain);
    assertThat(found.scores()).containsExactly(1);
    assertThat(found.box(0).x1()).isEqualTo(60);
  }

  @Test
  void headsHaveOneMoreOutputWhereTheBackgroundIsAClass() {
    assertThat(Scoring.SIGMOID.outputs(80)).isEqualTo(80);
    assertThat(Scoring.SOFTMAX_BACKGROUND_LAST.outputs(80)).isEqualTo(81);
  }

  @Test
  void detectsInEachImageOfABatch() {
    try (TensorScope scope = TensorScope.inference()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(
                  Tensors.of(new float[] {NO, 1, NO, 2, NO, NO}, Device.CPU, 2, 3, 1),
                  Tensors.of(new float[] {NO, 3}, Device.CPU, 2, 1, 1)),
              List.of(Tensors.zeros(Device.CPU, 2, 3, 4), Tensors.zeros(Device.CPU, 2, 1, 4)));
      List<Detections> found =
          detect(
              new Postprocess(config(0.5), Scoring.SIGMOID, identity()),
              outputs,
              APART,
              List.of(image(SIZE, SIZE), image(new ImageSize(200, 200), SIZE)));
      assertThat(found).hasSize(2);
      assertThat(found.get(0)).extracting(d -> d.box().x1()).containsExactly(20.0);
      assertThat(found.get(1)).extracting(d -> d.box().x1()).containsExactly(120.0, 0.0);
    }
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    assertRefused("postprocess.scoreThreshold", 1.0, 10, 0.5, 10);
    assertRefused("postprocess.scoreThreshold", Double.NaN, 10, 0.5, 10);
    assertRefused("postprocess.topKPerLevel", 0.5, 0, 0.5, 10);
    assertRefused("postprocess.nmsThreshold", 0.5, 10, 1.5, 10);
    assertRefused("postprocess.maxDetections", 0.5, 10, 0.5, 0);
    for (double side : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> minimumSide(side))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("postprocess.minSide");
    }
  }

  @Test
  void topKKeepsTheBestOfAllLevels() {
    Config best = faces(2, null);
    assertThat(detect(best, APART, 1, 4, 3, 1, 2)).extracting(d -> d.box().x1()).hasSize(2);
    assertThat(detect(best, APART, 1, 1, 4, 2, 3))
        .extracting(d -> d.box().x1())
        .containsExactly(20.0, 60.0);
    assertThatThrownBy(() -> faces(0, null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("postprocess.topK");
  }

  @Test
  void lastPixelsMayBelongToBoxes() {
    // Side by side 1 pixel apart: 0..9 and 10..19 with inclusive sides touch and do not overlap,
    // but
    // boxes of one pixel less overlap where their sides count one more: [0, 3] and [2, 5] share 2
    // of
    // 6 pixels (1/3), as exclusive ones 1 of 5.
    Anchors two =
        new Anchors(
            new float[] {0, 0, 3, 3, 2, 0, 5, 3},
            List.of(new Anchors.Level(new Anchors.Grid(1, 2, 8), 0, 1)));
    assertThat(detect(overlapping(0.3, BoxSideConvention.EXCLUSIVE), two, 1, 2, 1)).hasSize(2);
    assertThat(detect(overlapping(0.3, BoxSideConvention.INCLUSIVE), two, 1, 2, 1)).hasSize(1);
    assertThat(detect(overlapping(0.34, BoxSideConvention.INCLUSIVE), two, 1, 2, 1)).hasSize(2);
  }

  @Test
  void lastPixelsAreThoseOfTheOriginal() {
    // The same boxes of an image that was enlarged tenfold: [0, 0.3] and [0.2, 0.5] share
    // 1.1 of 1.5 columns.
    Anchors two =
        new Anchors(
            new float[] {0, 0, 3, 3, 2, 0, 5, 3},
            List.of(new Anchors.Level(new Anchors.Grid(1, 2, 8), 0, 1)));
    try (TensorScope scope = TensorScope.inference()) {
      List<Detections> found =
          detect(
              new Postprocess(
                  overlapping(0.34, BoxSideConvention.INCLUSIVE), Scoring.SIGMOID, identity()),
              outputs(two, 1, 2, 1),
              two,
              List.of(image(new ImageSize(SIZE.height() / 10, SIZE.width() / 10), SIZE)));
      assertThat(found.get(0)).hasSize(1);
    }
  }

  private static void assertRefused(
      String key, double score, int topK, double nms, int maxDetections) {
    assertThatThrownBy(
            () -> new Config(score, topK, 0.0, nms, maxDetections, Order.SCORE, Clip.IMAGE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(key);
  }

  private static Config config(double scoreThreshold) {
    return new Config(scoreThreshold, null, null, 0.5, null, Order.SCORE, Clip.IMAGE);
  }

  private static Config minimumSide(@Nullable Double minSide) {
    return new Config(0.05, null, minSide, 0.5, null, Order.SCORE, Clip.IMAGE);
  }

  private static float[] log(double... values) {
    float[] logarithms = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      logarithms[i] = (float) Math.log(values[i]);
    }
    return logarithms;
  }

  /** Detections of one image of two classes and a background; a row of logits each anchor. */
  private static Detections softmax(Config config, Anchors anchors, float[]... rows) {
    float[] logits = new float[3 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, logits, 3 * i, 3);
    }
    try (TensorScope scope = TensorScope.inference()) {
      return detect(
              new Postprocess(config, Scoring.SOFTMAX_BACKGROUND_LAST, identity()),
              outputs(anchors, 3, logits),
              anchors,
              List.of(image(SIZE, SIZE)))
          .get(0);
    }
  }

  private static Config faces(@Nullable Integer topK, @Nullable BoxSideConvention sides) {
    return new Config(0.05, null, null, 0.5, null, Order.SCORE, Clip.NONE, topK, sides);
  }

  private static Config overlapping(double nmsThreshold, BoxSideConvention sides) {
    return new Config(0.05, null, null, nmsThreshold, null, Order.SCORE, Clip.NONE, null, sides);
  }
}
