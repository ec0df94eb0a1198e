package dev.osprey.detection.postprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.PicturePlane;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.postprocess.OneStagePostprocess.Clip;
import dev.osprey.detection.postprocess.OneStagePostprocess.Config;
import dev.osprey.detection.postprocess.OneStagePostprocess.Order;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class OneStagePostprocessTest {
  private static final float NO = -50;
  private static final ImageSize SIZE = new ImageSize(100, 100);
  private static final ImageSize PADDED = new ImageSize(128, 128);
  // Four boxes apart from each other, on two levels.
  private static final Anchors APART =
      RowsOfAnchors.of(
          new float[] {0, 0, 10, 10, 20, 0, 30, 10, 40, 0, 50, 10, 60, 0, 70, 10}, 3, 1);

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
  void resultsComeClassByClassWhereThatIsAsked() {
    Config byClass = new Config(0.5, null, 0.5, null, Order.CLASS, Clip.PICTURE);
    Detections found = detect(byClass, APART, 2, 1, 2, NO, 5, 4, NO, NO, 3);
    assertThat(found.labels()).containsExactly(0, 0, 1, 1, 1);
    assertThat(found.scores())
        .containsExactly(
            new float[] {sigmoid(4), sigmoid(1), sigmoid(5), sigmoid(3), sigmoid(2)},
            within(1e-6f));
  }

  @Test
  void eachLevelGivesItsBestAndTiesGoToTheLowerIndex() {
    Config topTwo = new Config(0.5, 2, 0.5, null, Order.SCORE, Clip.PICTURE);
    Detections found = detect(topTwo, APART, 1, 1, 1, 1, 1);
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(0.0, 20.0, 60.0);
    // Index is anchor · K + class: class 0 and 1 of anchor 0 come before anchor 1.
    Detections twoClasses = detect(topTwo, APART, 2, 1, 1, 1, 1, 1, 1, NO, NO);
    assertThat(twoClasses.labels()).containsExactly(0, 1);
    assertThat(twoClasses.box(1).x1()).isZero();
  }

  @Test
  void theLimitKeepsTheBestOfAPicture() {
    Config one = new Config(0.5, null, 0.5, 1, Order.SCORE, Clip.PICTURE);
    assertThat(detect(one, APART, 1, 1, 3, 2, 1))
        .extracting(d -> d.box().x1())
        .containsExactly(20.0);
  }

  @Test
  void theLimitKeepsTheBestAlsoWhereTheOrderIsByClass() {
    Config two = new Config(0.5, null, 0.5, 2, Order.CLASS, Clip.PICTURE);
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
  void boxesComeBackInPixelsOfTheOriginalPicture() {
    // 50 x 50 was 100 high and 200 wide: y doubles, x is four times as far.
    PicturePlane picture = picture(new ImageSize(100, 200), new ImageSize(50, 50));
    try (TensorScope scope = TensorScope.detecting()) {
      Anchors anchors = RowsOfAnchors.of(new float[] {10, 10, 20, 30}, 1);
      Detections found =
          new OneStagePostprocess(config(0.05), identity())
              .detect(outputs(anchors, 1, 1), anchors, List.of(picture), PADDED, Device.CPU)
              .get(0);
      assertThat(found.box(0)).isEqualTo(new Box(40, 20, 80, 60));
    }
  }

  @Test
  void boxesAreClippedToTheResizedPictureBeforeTheyAreScaled() {
    Anchors anchors = RowsOfAnchors.of(new float[] {-20, -20, 300, 300}, 1);
    PicturePlane picture = picture(new ImageSize(60, 120), new ImageSize(30, 60));
    try (TensorScope scope = TensorScope.detecting()) {
      Detections found =
          new OneStagePostprocess(config(0.05), identity())
              .detect(outputs(anchors, 1, 1), anchors, List.of(picture), PADDED, Device.CPU)
              .get(0);
      assertThat(found.box(0)).isEqualTo(new Box(0, 0, 120, 60));
    }
  }

  @Test
  void clippingOuterSidesReachesIntoThePaddingAndLeavesBoxesOutsideInverted() {
    Config padded = new Config(0.05, null, 0.5, null, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    Anchors anchors = RowsOfAnchors.of(new float[] {-20, -20, 300, 300, -20, -20, -10, -10}, 2);
    Detections found = detect(padded, anchors, 1, 2, 1);
    assertThat(found.box(0)).isEqualTo(new Box(0, 0, 128, 128));
    assertThat(found.box(1)).isEqualTo(new Box(0, 0, -10, -10));
  }

  @Test
  void aPictureWithoutCandidatesHasNoDetections() {
    assertThat(detect(config(0.05), APART, 1, NO, NO, NO, NO)).isEmpty();
    Config byClass = new Config(0.05, 5, 0.5, 5, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    assertThat(detect(byClass, APART, 1, NO, NO, NO, NO)).isEmpty();
  }

  @Test
  void thresholdZeroLetsEveryScoreAboveZeroIn() {
    float minusInfinity = Float.NEGATIVE_INFINITY;
    assertThat(detect(config(0), APART, 1, NO, 1, minusInfinity, Float.NaN).scores()).hasSize(2);
  }

  @Test
  void scoresFarFromTheMiddleAreSiftedByTheScoreItself() {
    // Close to 1 neighbouring scores are far apart in logits: sigmoid(12) = 0.999993856
    assertThat(detect(config(0.99999), APART, 1, 11, 12, 13, 40).scores()).hasSize(3);
    assertThat(detect(config(1e-6), APART, 1, -13, -14, -20, NO).scores()).hasSize(1);
  }

  @Test
  void picturesOfABatchAreApart() {
    try (TensorScope scope = TensorScope.detecting()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(
                  Tensors.of(new float[] {NO, 1, NO, 2, NO, NO}, Device.CPU, 2, 3, 1),
                  Tensors.of(new float[] {NO, 3}, Device.CPU, 2, 1, 1)),
              List.of(Tensors.zeros(Device.CPU, 2, 3, 4), Tensors.zeros(Device.CPU, 2, 1, 4)));
      List<Detections> found =
          new OneStagePostprocess(config(0.5), identity())
              .detect(
                  outputs,
                  APART,
                  List.of(picture(SIZE, SIZE), picture(new ImageSize(200, 200), SIZE)),
                  PADDED,
                  Device.CPU);
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
  }

  private static void assertRefused(
      String key, double score, int topK, double nms, int maxDetections) {
    assertThatThrownBy(() -> new Config(score, topK, nms, maxDetections, Order.SCORE, Clip.PICTURE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(key);
  }

  private static Config config(double scoreThreshold) {
    return new Config(scoreThreshold, null, 0.5, null, Order.SCORE, Clip.PICTURE);
  }

  private static BoxCoder identity() {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    return new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0));
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  /** Detections of one picture whose deltas are 0: boxes are the anchors. */
  private static Detections detect(Config config, Anchors anchors, int classes, float... logits) {
    try (TensorScope scope = TensorScope.detecting()) {
      return new OneStagePostprocess(config, identity())
          .detect(
              outputs(anchors, classes, logits),
              anchors,
              List.of(picture(SIZE, SIZE)),
              PADDED,
              Device.CPU)
          .get(0);
    }
  }

  private static HeadOutputs<Tensor> outputs(Anchors anchors, int classes, float... logits) {
    List<Tensor> logitsPerLevel = new java.util.ArrayList<>();
    List<Tensor> deltasPerLevel = new java.util.ArrayList<>();
    int from = 0;
    for (Anchors.Level level : anchors.levels()) {
      int size = level.size();
      float[] ofLevel = Arrays.copyOfRange(logits, from, from + size * classes);
      from += size * classes;
      logitsPerLevel.add(Tensors.of(ofLevel, Device.CPU, 1, size, classes));
      deltasPerLevel.add(Tensors.zeros(Device.CPU, 1, size, 4));
    }
    return new HeadOutputs<>(logitsPerLevel, deltasPerLevel);
  }

  private static PicturePlane picture(ImageSize original, ImageSize resized) {
    Sample sample = new Sample(1, Path.of("picture.png"), List.of());
    ResizedGeometry geometry = new ResizedGeometry(original, resized, 1, BoxScaling.PER_AXIS);
    return new PicturePlane(sample, geometry, new float[0], new int[0], new float[0]);
  }
}
