package dev.osprey.detection.postprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Box;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.BoxCoder;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.Postprocess.Clip;
import dev.osprey.detection.postprocess.Postprocess.Config;
import dev.osprey.detection.postprocess.Postprocess.Order;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostprocessTest {
  private static final float NO = -50;
  private static final float NEGATIVE_INFINITY = Float.NEGATIVE_INFINITY;
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
    Config byClass = new Config(0.5, null, null, 0.5, null, Order.CLASS, Clip.IMAGE);
    Detections found = detect(byClass, APART, 2, 1, 2, NO, 5, 4, NO, NO, 3);
    assertThat(found.labels()).containsExactly(0, 0, 1, 1, 1);
    assertThat(found.scores())
        .containsExactly(
            new float[] {sigmoid(4), sigmoid(1), sigmoid(5), sigmoid(3), sigmoid(2)},
            within(1e-6f));
  }

  @Test
  void eachLevelGivesItsBestAndTiesGoToTheLowerIndex() {
    Config topTwo = new Config(0.5, 2, null, 0.5, null, Order.SCORE, Clip.IMAGE);
    Detections found = detect(topTwo, APART, 1, 1, 1, 1, 1);
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(0.0, 20.0, 60.0);
    // Index is anchor · K + class: class 0 and 1 of anchor 0 come before anchor 1.
    Detections twoClasses = detect(topTwo, APART, 2, 1, 1, 1, 1, 1, 1, NO, NO);
    assertThat(twoClasses.labels()).containsExactly(0, 1);
    assertThat(twoClasses.box(1).x1()).isZero();
  }

  @Test
  void theLimitKeepsTheBestOfAImage() {
    Config one = new Config(0.5, null, null, 0.5, 1, Order.SCORE, Clip.IMAGE);
    assertThat(detect(one, APART, 1, 1, 3, 2, 1))
        .extracting(d -> d.box().x1())
        .containsExactly(20.0);
  }

  @Test
  void theLimitKeepsTheBestAlsoWhereTheOrderIsByClass() {
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
  void boxesComeBackInPixelsOfTheOriginalImage() {
    // 50 x 50 was 100 high and 200 wide: y doubles, x is four times as far.
    BatchImage image = image(new ImageSize(100, 200), new ImageSize(50, 50));
    try (TensorScope scope = TensorScope.detecting()) {
      Anchors anchors = RowsOfAnchors.of(new float[] {10, 10, 20, 30}, 1);
      Detections found =
          new Postprocess(config(0.05), Scoring.SIGMOID, identity())
              .detect(outputs(anchors, 1, 1), anchors, List.of(image), PADDED, Device.CPU)
              .get(0);
      assertThat(found.box(0)).isEqualTo(new Box(40, 20, 80, 60));
    }
  }

  @Test
  void boxesAreClippedToTheResizedImageBeforeTheyAreScaled() {
    Anchors anchors = RowsOfAnchors.of(new float[] {-20, -20, 300, 300}, 1);
    BatchImage image = image(new ImageSize(60, 120), new ImageSize(30, 60));
    try (TensorScope scope = TensorScope.detecting()) {
      Detections found =
          new Postprocess(config(0.05), Scoring.SIGMOID, identity())
              .detect(outputs(anchors, 1, 1), anchors, List.of(image), PADDED, Device.CPU)
              .get(0);
      assertThat(found.box(0)).isEqualTo(new Box(0, 0, 120, 60));
    }
  }

  @Test
  void clippingOuterSidesReachesIntoThePaddingAndLeavesBoxesOutsideInverted() {
    Config padded = new Config(0.05, null, null, 0.5, null, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    Anchors anchors = RowsOfAnchors.of(new float[] {-20, -20, 300, 300, -20, -20, -10, -10}, 2);
    Detections found = detect(padded, anchors, 1, 2, 1);
    assertThat(found.box(0)).isEqualTo(new Box(0, 0, 128, 128));
    assertThat(found.box(1)).isEqualTo(new Box(0, 0, -10, -10));
  }

  @Test
  void aImageWithoutCandidatesHasNoDetections() {
    assertThat(detect(config(0.05), APART, 1, NO, NO, NO, NO)).isEmpty();
    Config byClass = new Config(0.05, 5, null, 0.5, 5, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    assertThat(detect(byClass, APART, 1, NO, NO, NO, NO)).isEmpty();
  }

  @Test
  void thresholdZeroLetsEveryScoreAboveZeroIn() {
    assertThat(detect(config(0), APART, 1, NO, 1, NEGATIVE_INFINITY, Float.NaN).scores())
        .hasSize(2);
  }

  @Test
  void scoresFarFromTheMiddleAreSiftedByTheScoreItself() {
    // Close to 1 neighbouring scores are far apart in logits: sigmoid(12) = 0.999993856
    assertThat(detect(config(0.99999), APART, 1, 11, 12, 13, 40).scores()).hasSize(3);
    assertThat(detect(config(1e-6), APART, 1, -13, -14, -20, NO).scores()).hasSize(1);
  }

  @Test
  void softmaxScoresClassesAgainstABackgroundThatIsNoCandidate() {
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
  void boxesWithASideNotAboveTheLeastAreDroppedBeforeNms() {
    // Widths 10, 3 and 3.5, heights 10; the second has the best score and would drop the third.
    Anchors anchors =
        RowsOfAnchors.of(new float[] {0, 0, 10, 10, 50, 0, 53, 10, 50, 0, 53.5f, 10}, 3);
    assertThat(detect(least(null), anchors, 1, 1, 3, 2).scores()).hasSize(2);
    assertThat(detect(least(3.0), anchors, 1, 1, 3, 2))
        .extracting(d -> d.box().width())
        .containsExactly(3.5, 10.0);
    assertThat(detect(least(3.5), anchors, 1, 1, 3, 2))
        .extracting(d -> d.box().width())
        .containsExactly(10.0);
  }

  @Test
  void leastSideZeroDropsEmptyAndInvertedBoxesOfEitherAxis() {
    Anchors anchors =
        RowsOfAnchors.of(new float[] {5, 0, 5, 10, 20, 8, 30, 8, 50, 10, 40, 20, 60, 0, 61, 1}, 4);
    assertThat(detect(least(0.0), anchors, 1, 4, 3, 2, 1))
        .extracting(d -> d.box().x1())
        .containsExactly(60.0);
  }

  @Test
  void boxesThatAreNotNumbersNeverComeOutAndLeaveTheOthersAlone() {
    // Anchors 0 and 1 overlap by 9/10; 0 has a NaN delta, so that 1 is not suppressed by it.
    Anchors anchors =
        RowsOfAnchors.of(
            new float[] {0, 0, 10, 10, 0, 0, 10, 9, 40, 0, 50, 10, 60, 0, 70, 10}, 3, 1);
    float[] logits = {4, 3, 2, 1};
    for (Clip clip : Clip.values()) {
      for (Order order : Order.values()) {
        for (int broken = 0; broken < 4; broken++) {
          float[] deltas = new float[16];
          deltas[broken] = Float.NaN;
          Config config = new Config(0.05, null, null, 0.5, null, order, clip);
          Detections found = detect(config, anchors, logits, deltas);
          assertThat(found)
              .extracting(d -> d.box().x1())
              .as("%s %s delta %s", clip, order, broken)
              .containsExactly(0.0, 40.0, 60.0);
          assertThat(found.box(0).y2()).isEqualTo(9);
        }
      }
    }
  }

  @Test
  void boxesThatStayInfiniteAfterClippingNeverComeOut() {
    // dx = +∞ puts the left side at +∞, which only clipping every corner brings back.
    float[] deltas = new float[16];
    deltas[0] = Float.POSITIVE_INFINITY;
    Config config = new Config(0.05, null, null, 0.5, null, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    Detections found = detect(config, APART, new float[] {4, 3, 2, 1}, deltas);
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(20.0, 40.0, 60.0);
  }

  @Test
  void aImageOfNaNsHasNoDetections() {
    float nan = Float.NaN;
    float[] deltas = new float[16];
    Arrays.fill(deltas, nan);
    float[] logits = {nan, nan, nan, nan};
    assertThat(detect(config(0), APART, logits, new float[16])).isEmpty();
    assertThat(detect(config(0), APART, new float[4], deltas)).isEmpty();
  }

  @Test
  void imagesOfABatchAreApart() {
    try (TensorScope scope = TensorScope.detecting()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(
                  Tensors.of(new float[] {NO, 1, NO, 2, NO, NO}, Device.CPU, 2, 3, 1),
                  Tensors.of(new float[] {NO, 3}, Device.CPU, 2, 1, 1)),
              List.of(Tensors.zeros(Device.CPU, 2, 3, 4), Tensors.zeros(Device.CPU, 2, 1, 4)));
      List<Detections> found =
          new Postprocess(config(0.5), Scoring.SIGMOID, identity())
              .detect(
                  outputs,
                  APART,
                  List.of(image(SIZE, SIZE), image(new ImageSize(200, 200), SIZE)),
                  PADDED,
                  Device.CPU);
      assertThat(found).hasSize(2);
      assertThat(found.get(0)).extracting(d -> d.box().x1()).containsExactly(20.0);
      assertThat(found.get(1)).extracting(d -> d.box().x1()).containsExactly(120.0, 0.0);
    }
  }

  @Test
  void aSideIsComparedInFloat32AsTheStagesPeersCompareIt() {
    // boxes of 5 pixels and: the minimum itself in float32, and one step of float32 to each side
    for (double minimum : new double[] {0.01, 0.1, 1e-3, 1, 12.5}) {
      float exact = (float) minimum;
      float[] sides = {Math.nextDown(exact), exact, Math.nextUp(exact)};
      for (float[] boxes : List.of(boxes(sides, true), boxes(sides, false))) {
        Anchors anchors = RowsOfAnchors.of(boxes, 3);
        assertThat(detect(ofRegions(minimum), anchors)).as("regions, %s", minimum).hasSize(2);
        assertThat(detect(ofAnchors(minimum), anchors)).as("anchors, %s", minimum).hasSize(1);
      }
    }
  }

  /** Boxes from the left upper corner, so that sides are exact. */
  private static float[] boxes(float[] sides, boolean wide) {
    float[] boxes = new float[4 * sides.length];
    for (int i = 0; i < sides.length; i++) {
      boxes[4 * i + 2] = wide ? 20 : sides[i];
      boxes[4 * i + 3] = wide ? sides[i] : 20;
    }
    return boxes;
  }

  private static Postprocess ofRegions(double minSide) {
    return Postprocess.ofRegions(keepingAll(minSide), Scoring.SIGMOID, identity());
  }

  private static Postprocess ofAnchors(double minSide) {
    return new Postprocess(keepingAll(minSide), Scoring.SIGMOID, identity());
  }

  private static Config keepingAll(double minSide) {
    return new Config(0.05, null, minSide, 1, null, Order.SCORE, Clip.IMAGE);
  }

  private static Detections detect(Postprocess postprocess, Anchors anchors) {
    try (TensorScope scope = TensorScope.detecting()) {
      int rows = anchors.size();
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(Tensors.zeros(Device.CPU, 1, rows, 1)),
              List.of(Tensors.zeros(Device.CPU, 1, rows, 4)));
      return postprocess
          .detect(outputs, anchors, List.of(image(SIZE, SIZE)), PADDED, Device.CPU)
          .get(0);
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
      assertThatThrownBy(() -> least(side))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("postprocess.minSide");
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

  private static Config least(@Nullable Double minSide) {
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
    try (TensorScope scope = TensorScope.detecting()) {
      return new Postprocess(config, Scoring.SOFTMAX_BACKGROUND_LAST, identity())
          .detect(
              outputs(anchors, 3, logits), anchors, List.of(image(SIZE, SIZE)), PADDED, Device.CPU)
          .get(0);
    }
  }

  /** Detections of one class on levels of three anchors and one. */
  private static Detections detect(Config config, Anchors anchors, float[] logits, float[] deltas) {
    try (TensorScope scope = TensorScope.detecting()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(
                  Tensors.of(Arrays.copyOf(logits, 3), Device.CPU, 1, 3, 1),
                  Tensors.of(Arrays.copyOfRange(logits, 3, 4), Device.CPU, 1, 1, 1)),
              List.of(
                  Tensors.of(Arrays.copyOf(deltas, 12), Device.CPU, 1, 3, 4),
                  Tensors.of(Arrays.copyOfRange(deltas, 12, 16), Device.CPU, 1, 1, 4)));
      return new Postprocess(config, Scoring.SIGMOID, identity())
          .detect(outputs, anchors, List.of(image(SIZE, SIZE)), PADDED, Device.CPU)
          .get(0);
    }
  }

  private static BoxCoder identity() {
    List<Double> zeros = List.of(0.0, 0.0, 0.0, 0.0);
    List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
    return new BoxCoder(new BoxCoder.Config(zeros, ones, null, null, 0));
  }

  private static float sigmoid(double logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  /** Detections of one image whose deltas are 0: boxes are the anchors. */
  private static Detections detect(Config config, Anchors anchors, int classes, float... logits) {
    try (TensorScope scope = TensorScope.detecting()) {
      return new Postprocess(config, Scoring.SIGMOID, identity())
          .detect(
              outputs(anchors, classes, logits),
              anchors,
              List.of(image(SIZE, SIZE)),
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

  private static BatchImage image(ImageSize original, ImageSize resized) {
    Sample sample = new Sample(1, Path.of("image.png"), List.of());
    ResizedGeometry geometry = new ResizedGeometry(original, resized, 1, BoxScaling.PER_AXIS);
    return new BatchImage(sample, geometry, new float[0], new int[0], new float[0]);
  }

  @Test
  void onlyTheBestOfAllLevelsGoOnWhereThatIsLimited() {
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
  void boxesMayReachOverTheBorder() {
    float[] deltas = new float[16];
    deltas[0] = -1; // one width to the left: 0..10 to -10..0
    assertThat(detect(faces(null, null), APART, new float[] {4, NO, NO, NO}, deltas))
        .extracting(d -> d.box().x1())
        .containsExactly(-10.0);
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
    try (TensorScope scope = TensorScope.detecting()) {
      List<Detections> found =
          new Postprocess(
                  overlapping(0.34, BoxSideConvention.INCLUSIVE), Scoring.SIGMOID, identity())
              .detect(
                  outputs(two, 1, 2, 1),
                  two,
                  List.of(image(new ImageSize(SIZE.height() / 10, SIZE.width() / 10), SIZE)),
                  PADDED,
                  Device.CPU);
      assertThat(found.get(0)).hasSize(1);
    }
  }

  @Test
  void landmarksComeInPixelsOfTheOriginal() {
    Anchors one =
        new Anchors(
            new float[] {10, 20, 30, 60},
            List.of(new Anchors.Level(new Anchors.Grid(1, 1, 8), 0, 1)));
    // Shifts of ±1 tenth: the centre is (20, 40), the sides 20 and 40.
    float[] shifts = {-1, -1, 1, -1, 0, 0, -1, 1, 1, 1};
    try (TensorScope scope = TensorScope.detecting()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(Tensors.of(new float[] {2}, Device.CPU, 1, 1, 1)),
              List.of(Tensors.zeros(Device.CPU, 1, 1, 4)),
              List.of(Tensors.of(shifts, Device.CPU, 1, 1, 10)));
      Detections found =
          new Postprocess(
                  faces(null, null),
                  Scoring.SIGMOID,
                  identity(),
                  new LandmarkCoder(new LandmarkCoder.Config(0.1)))
              .detect(
                  outputs,
                  one,
                  List.of(image(new ImageSize(2 * SIZE.height(), 2 * SIZE.width()), SIZE)),
                  PADDED,
                  Device.CPU)
              .get(0);
      assertThat(found.get(0).landmarks())
          .containsExactly(
              new Point(36, 72),
              new Point(44, 72),
              new Point(40, 80),
              new Point(36, 88),
              new Point(44, 88));
    }
  }

  private static Config faces(@Nullable Integer topK, @Nullable BoxSideConvention sides) {
    return new Config(0.05, null, null, 0.5, null, Order.SCORE, Clip.NONE, topK, sides);
  }

  private static Config overlapping(double nmsThreshold, BoxSideConvention sides) {
    return new Config(0.05, null, null, nmsThreshold, null, Order.SCORE, Clip.NONE, null, sides);
  }
}
