package dev.osprey.detection.postprocess;

import static dev.osprey.detection.postprocess.PostprocessFixture.APART;
import static dev.osprey.detection.postprocess.PostprocessFixture.NO;
import static dev.osprey.detection.postprocess.PostprocessFixture.SIZE;
import static dev.osprey.detection.postprocess.PostprocessFixture.detect;
import static dev.osprey.detection.postprocess.PostprocessFixture.identity;
import static dev.osprey.detection.postprocess.PostprocessFixture.image;
import static dev.osprey.detection.postprocess.PostprocessFixture.outputs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Box;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.Postprocess.Clip;
import dev.osprey.detection.postprocess.Postprocess.Config;
import dev.osprey.detection.postprocess.Postprocess.Order;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostprocessBoxesTest {
  @Test
  void boxesComeBackInPixelsOfTheOriginalImage() {
    // 50 x 50 was 100 high and 200 wide: y doubles, x is four times as far.
    BatchImage image = image(new ImageSize(100, 200), new ImageSize(50, 50));
    try (TensorScope scope = TensorScope.inference()) {
      Anchors anchors = RowsOfAnchors.of(new float[] {10, 10, 20, 30}, 1);
      Detections found =
          detect(
                  new Postprocess(config(0.05), Scoring.SIGMOID, identity()),
                  outputs(anchors, 1, 1),
                  anchors,
                  List.of(image))
              .get(0);
      assertThat(found.box(0)).isEqualTo(new Box(40, 20, 80, 60));
    }
  }

  @Test
  void boxesAreClippedToTheResizedImageBeforeTheyAreScaled() {
    Anchors anchors = RowsOfAnchors.of(new float[] {-20, -20, 300, 300}, 1);
    BatchImage image = image(new ImageSize(60, 120), new ImageSize(30, 60));
    try (TensorScope scope = TensorScope.inference()) {
      Detections found =
          detect(
                  new Postprocess(config(0.05), Scoring.SIGMOID, identity()),
                  outputs(anchors, 1, 1),
                  anchors,
                  List.of(image))
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
  void dropsBoxesWhoseSideIsNotAboveTheMinimumBeforeNms() {
    // Widths 10, 3 and 3.5, heights 10; the second has the best score and would drop the third.
    Anchors anchors =
        RowsOfAnchors.of(new float[] {0, 0, 10, 10, 50, 0, 53, 10, 50, 0, 53.5f, 10}, 3);
    assertThat(detect(minimumSide(null), anchors, 1, 1, 3, 2).scores()).hasSize(2);
    assertThat(detect(minimumSide(3.0), anchors, 1, 1, 3, 2))
        .extracting(d -> d.box().width())
        .containsExactly(3.5, 10.0);
    assertThat(detect(minimumSide(3.5), anchors, 1, 1, 3, 2))
        .extracting(d -> d.box().width())
        .containsExactly(10.0);
  }

  @Test
  void minimumSideZeroDropsEmptyAndInvertedBoxesOfEitherAxis() {
    Anchors anchors =
        RowsOfAnchors.of(new float[] {5, 0, 5, 10, 20, 8, 30, 8, 50, 10, 40, 20, 60, 0, 61, 1}, 4);
    assertThat(detect(minimumSide(0.0), anchors, 1, 4, 3, 2, 1))
        .extracting(d -> d.box().x1())
        .containsExactly(60.0);
  }

  @Test
  void dropsBoxesThatAreNotNumbersAndKeepsTheOthers() {
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
  void dropsBoxesThatStayInfiniteAfterClipping() {
    // dx = +∞ puts the left side at +∞, which only clipping every corner brings back.
    float[] deltas = new float[16];
    deltas[0] = Float.POSITIVE_INFINITY;
    Config config = new Config(0.05, null, null, 0.5, null, Order.CLASS, Clip.PADDED_OUTER_SIDES);
    Detections found = detect(config, APART, new float[] {4, 3, 2, 1}, deltas);
    assertThat(found).extracting(d -> d.box().x1()).containsExactly(20.0, 40.0, 60.0);
  }

  @Test
  void anImageOfNaNsHasNoDetections() {
    float nan = Float.NaN;
    float[] deltas = new float[16];
    Arrays.fill(deltas, nan);
    float[] logits = {nan, nan, nan, nan};
    assertThat(detect(config(0), APART, logits, new float[16])).isEmpty();
    assertThat(detect(config(0), APART, new float[4], deltas)).isEmpty();
  }

  @Test
  void aSideIsComparedInFloat32AsTheStagesPeersCompareIt() {
    // boxes of 5 pixels and: the minimum itself in float32, and one step of float32 to each side
    for (double minimum : new double[] {0.01, 0.1, 1e-3, 1, 12.5}) {
      float exact = (float) minimum;
      float[] sides = {Math.nextDown(exact), exact, Math.nextUp(exact)};
      for (float[] boxes : List.of(boxes(sides, true), boxes(sides, false))) {
        Anchors anchors = RowsOfAnchors.of(boxes, 3);
        assertThat(ofEqualScores(ofRegions(minimum), anchors))
            .as("regions, %s", minimum)
            .hasSize(2);
        assertThat(ofEqualScores(ofAnchors(minimum), anchors))
            .as("anchors, %s", minimum)
            .hasSize(1);
      }
    }
  }

  @Test
  void boxesMayReachOverTheBorderWithoutClipping() {
    float[] deltas = new float[16];
    deltas[0] = -1; // one width to the left: 0..10 to -10..0
    assertThat(detect(faces(null, null), APART, new float[] {4, NO, NO, NO}, deltas))
        .extracting(d -> d.box().x1())
        .containsExactly(-10.0);
  }

  @Test
  void landmarksComeInPixelsOfTheOriginal() {
    Anchors one =
        new Anchors(
            new float[] {10, 20, 30, 60},
            List.of(new Anchors.Level(new Anchors.Grid(1, 1, 8), 0, 1)));
    // Shifts of ±1 tenth: the centre is (20, 40), the sides 20 and 40.
    float[] shifts = {-1, -1, 1, -1, 0, 0, -1, 1, 1, 1};
    try (TensorScope scope = TensorScope.inference()) {
      HeadOutputs<Tensor> outputs =
          new HeadOutputs<>(
              List.of(Tensors.of(new float[] {2}, Device.CPU, 1, 1, 1)),
              List.of(Tensors.zeros(Device.CPU, 1, 1, 4)),
              List.of(Tensors.of(shifts, Device.CPU, 1, 1, 10)));
      Detections found =
          detect(
                  new Postprocess(
                      faces(null, null),
                      Scoring.SIGMOID,
                      identity(),
                      new LandmarkCoder(new LandmarkCoder.Config(0.1))),
                  outputs,
                  one,
                  List.of(image(new ImageSize(2 * SIZE.height(), 2 * SIZE.width()), SIZE)))
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

  private static Config config(double scoreThreshold) {
    return new Config(scoreThreshold, null, null, 0.5, null, Order.SCORE, Clip.IMAGE);
  }

  private static Config minimumSide(@Nullable Double minSide) {
    return new Config(0.05, null, minSide, 0.5, null, Order.SCORE, Clip.IMAGE);
  }

  private static Config faces(@Nullable Integer topK, @Nullable BoxSideConvention sides) {
    return new Config(0.05, null, null, 0.5, null, Order.SCORE, Clip.NONE, topK, sides);
  }

  /** The detections of boxes that all have the score one half. */
  private static Detections ofEqualScores(Postprocess postprocess, Anchors anchors) {
    try (TensorScope scope = TensorScope.inference()) {
      int rows = anchors.size();
      return detect(postprocess, outputs(anchors, 1, new float[rows]), anchors);
    }
  }
}
