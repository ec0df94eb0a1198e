package dev.osprey.detection.postprocess.explanation;

import static dev.osprey.detection.postprocess.PostprocessFixture.SIZE;
import static dev.osprey.detection.postprocess.PostprocessFixture.identity;
import static dev.osprey.detection.postprocess.PostprocessFixture.image;
import static dev.osprey.detection.postprocess.PostprocessFixture.outputs;
import static dev.osprey.detection.postprocess.PostprocessFixture.perImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Box;
import dev.osprey.core.Detection;
import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.Point;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.anchor.RowsOfAnchors;
import dev.osprey.detection.coding.Scoring;
import dev.osprey.detection.postprocess.Postprocess;
import dev.osprey.detection.postprocess.Postprocess.Clip;
import dev.osprey.detection.postprocess.Postprocess.Config;
import dev.osprey.detection.postprocess.Postprocess.Order;
import dev.osprey.detection.postprocess.SideBound;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.Tensors;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  /** Anchors 0 to 3 on level 0, apart from each other; 4, a little off 0, and 5 on level 1. */
  private static final Anchors ANCHORS =
      RowsOfAnchors.of(
          new float[] {
            0, 0, 10, 10, 20, 0, 30, 10, 40, 0, 50, 10, 60, 0, 70, 10, 0, 0, 10, 8, 80, 0, 90, 10
          },
          4,
          2);

  private static final Point IN_FIRST = new Point(5, 9);
  private static final Point IN_SECOND = new Point(25, 5);

  @Test
  void explainsAScoreBelowTheThreshold() {
    // sigmoid(-1) = 0.2689
    Explanation why = explain(config(0.5, null, null, null), IN_SECOND, 1, -1, 2, 3, 1, 1);
    assertThat(why.anchors()).isEqualTo(6);
    assertThat(why.covering()).isEqualTo(1);
    assertThat(why.invalid()).isZero();
    assertThat(why.candidates()).hasSize(1);
    Explanation.PointCandidate best = why.best().orElseThrow();
    assertThat(best.fate()).isEqualTo(new Fate.BelowThreshold(0.5));
    assertThat(best.score()).isEqualTo(0.26894143f, within(1e-6f));
    assertThat(best.level()).isZero();
    assertThat(best.anchor()).isEqualTo(new Box(20, 0, 30, 10));
    assertThat(best.box()).isEqualTo(best.anchor());
    assertThat(best.anchorIou()).isEqualTo(1);
  }

  @Test
  void explainsACandidateBeyondTheLimitOfItsLevel() {
    // Level 0 by score: anchors 3, 2, 1, 0.
    Explanation why = explain(config(0.5, 2, null, null), IN_SECOND, 1, 2, 3, 4, 1, 1);
    assertThat(fates(why)).containsExactly(new Fate.BeyondTopK(Fate.Cut.LEVEL, 3, 2));
  }

  @Test
  void explainsACandidateBeyondTheLimitOfAllLevels() {
    // All levels by score: 4, 3, 2 and five of 1; the point lies in the box of 2.
    Config best = new Config(0.5, null, null, 0.5, null, Order.SCORE, Clip.IMAGE, 2, null);
    assertThat(fates(explain(best, IN_SECOND, 1, 2, 3, 4, 1, 1)))
        .containsExactly(new Fate.BeyondTopK(Fate.Cut.IMAGE, 3, 2));
  }

  @Test
  void explainsABoxThatIsTooSmallInResizedPixels() {
    // Sides of 10 resized pixels, where the original has 20 x 40.
    Explanation why =
        explain(
            config(0.5, null, 10.0, null),
            image(new ImageSize(200, 400), SIZE),
            new Point(100, 10),
            new float[24],
            1,
            2,
            3,
            4,
            1,
            1);
    assertThat(fates(why)).containsExactly(new Fate.TooSmall(10, 10, 10, SideBound.ABOVE));
    assertThat(why.candidates().get(0).box()).isEqualTo(new Box(80, 0, 120, 20));
  }

  @Test
  void explainsASuppressedBoxByTheDetectionAndTheOverlap() {
    // 0 and 4 overlap by 80 / 100; (5, 5) lies in both.
    Explanation why = explain(config(0.5, null, null, null), new Point(5, 5), 2, -9, -9, -9, 3, -9);
    assertThat(why.covering()).isEqualTo(2);
    assertThat(fates(why)).hasSize(2);
    assertThat(why.candidates().get(0).level()).isEqualTo(1);
    assertThat(fates(why).get(0)).isEqualTo(new Fate.Kept(0));
    Fate.Suppressed suppressed = (Fate.Suppressed) fates(why).get(1);
    assertThat(suppressed.by())
        .isEqualTo(new Detection(new Box(0, 0, 10, 8), 0, why.candidates().get(0).score()));
    assertThat(suppressed.iou()).isEqualTo(0.8f);
    assertThat(suppressed.threshold()).isEqualTo(0.5);
  }

  @Test
  void namesTheSuppressorEvenIfItDoesNotCoverThePoint() {
    Explanation why = explain(config(0.5, null, null, null), IN_FIRST, 2, -9, -9, -9, 3, -9);
    assertThat(why.covering()).isEqualTo(1);
    assertThat(fates(why).get(0)).isInstanceOf(Fate.Suppressed.class);
    assertThat(why.kept()).isEmpty();
  }

  @Test
  void explainsADetectionBeyondTheLimit() {
    Explanation why = explain(config(0.5, null, null, 2), IN_SECOND, -9, 1, 2, 3, -9, 4);
    assertThat(fates(why)).containsExactly(new Fate.BeyondLimit(4, 2));
  }

  @Test
  void explainsADetectionByItsIndexInTheResult() {
    Explanation why = explain(config(0.5, null, null, 3), IN_SECOND, -9, 2, 3, 1, -9, 4);
    assertThat(fates(why)).containsExactly(new Fate.Kept(2));
    assertThat(why.kept()).isEqualTo(why.best());
  }

  @Test
  void aPointThatNoBoxContainsHasNoCandidates() {
    // x2 and y2 are exclusive.
    for (Point point : List.of(new Point(15, 5), new Point(30, 5), new Point(25, 10))) {
      Explanation why = explain(config(0.5, null, null, null), point, 1, 1, 1, 1, 1, 1);
      assertThat(why.covering()).isZero();
      assertThat(why.best()).isEmpty();
    }
    assertThat(explain(config(0.5, null, null, null), new Point(20, 0), 1, 1, 1, 1, 1, 1).best())
        .isPresent();
  }

  @Test
  void countsWhatIsNotANumber() {
    float[] deltas = new float[24];
    deltas[8] = Float.NaN;
    Explanation why =
        explain(
            config(0.5, null, null, null),
            image(SIZE, SIZE),
            IN_SECOND,
            deltas,
            1,
            Float.NaN,
            1,
            1,
            1,
            1);
    assertThat(why.invalid()).isEqualTo(2);
    assertThat(why.covering()).isEqualTo(1);
    assertThat(why.candidates()).isEmpty();
  }

  @Test
  void listsEachKindOfFateOfABoxOnceAndTheBestDetectionAlways() {
    // 12 boxes around (50, 50), side 2 more each: neighbours are alike, those far apart are not.
    int count = 12;
    float[] boxes = new float[4 * count];
    float[] logits = new float[count];
    for (int i = 0; i < count; i++) {
      float half = 2 + 3 * i;
      System.arraycopy(
          new float[] {50 - half, 50 - half, 50 + half, 50 + half}, 0, boxes, 4 * i, 4);
      logits[i] = 5 - 0.1f * i;
    }
    Anchors anchors = RowsOfAnchors.of(boxes, count);
    Explanation why =
        explain(
            config(0.05, null, null, null),
            anchors,
            image(SIZE, SIZE),
            new Point(50, 50),
            new float[4 * count],
            logits);
    assertThat(why.candidates()).hasSizeBetween(3, Explanation.MOST_CANDIDATES);
    assertThat(why.kept()).isPresent();
    for (Explanation.PointCandidate one : why.candidates()) {
      for (Explanation.PointCandidate other : why.candidates()) {
        if (!one.equals(other) && one.fate().getClass() == other.fate().getClass()) {
          assertThat(one.box().iou(other.box())).isLessThanOrEqualTo(0.5);
        }
      }
    }
    assertThat(why.candidates()).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
  }

  @Test
  void ofEqualScoresTheLowerIndexIsTheBest() {
    Explanation why = explain(config(0.5, null, null, null), new Point(5, 5), 1, 1, 1, 1, 1, 1);
    assertThat(why.best().orElseThrow().level()).isZero();
  }

  @Test
  void softmaxScoresAreThoseWithoutTheBackground() {
    try (TensorScope scope = TensorScope.inference()) {
      // exp: 1, 3, 4 of 8 for every anchor.
      float[] rows = new float[18];
      for (int i = 0; i < 6; i++) {
        rows[3 * i + 1] = (float) Math.log(3);
        rows[3 * i + 2] = (float) Math.log(4);
      }
      Explanation why =
          explain(
                  new Postprocess(
                      config(0.2, null, null, null), Scoring.SOFTMAX_BACKGROUND_LAST, identity()),
                  outputs(ANCHORS, 3, rows, new float[24]),
                  ANCHORS,
                  List.of(image(SIZE, SIZE)),
                  List.of(IN_SECOND))
              .get(0);
      assertThat(why.candidates())
          .extracting(Explanation.PointCandidate::label)
          .containsExactly(1, 0);
      assertThat(fates(why).get(0)).isInstanceOf(Fate.Kept.class);
      assertThat(fates(why).get(1)).isEqualTo(new Fate.BelowThreshold(0.2));
      assertThat(why.candidates().get(1).score()).isEqualTo(0.125f, within(1e-6f));
    }
  }

  @Test
  void explainsOnePointInEachImageOfABatch() {
    try (TensorScope scope = TensorScope.inference()) {
      List<Explanation> why =
          explain(
              new Postprocess(config(0.5, null, null, null), Scoring.SIGMOID, identity()),
              new HeadOutputs<>(
                  List.of(
                      Tensors.of(new float[] {1, 2, 3, 4, -1, -2, -3, -4}, Device.CPU, 2, 4, 1),
                      Tensors.zeros(Device.CPU, 2, 2, 1)),
                  List.of(Tensors.zeros(Device.CPU, 2, 4, 4), Tensors.zeros(Device.CPU, 2, 2, 4))),
              ANCHORS,
              List.of(image(SIZE, SIZE), image(SIZE, SIZE)),
              List.of(IN_FIRST, IN_SECOND));
      assertThat(fates(why.get(0))).containsExactly(new Fate.Kept(3));
      assertThat(fates(why.get(1))).containsExactly(new Fate.BelowThreshold(0.5));
    }
  }

  @Test
  void everyDetectionExplainsItselfAsKept() {
    Random random = new Random(7);
    int count = 400;
    float[] boxes = new float[4 * count];
    float[] deltas = new float[4 * count];
    float[] logits = new float[2 * count];
    for (int i = 0; i < count; i++) {
      float x = random.nextFloat() * 80;
      float y = random.nextFloat() * 80;
      System.arraycopy(
          new float[] {x, y, x + 5 + 20 * random.nextFloat(), y + 5 + 20 * random.nextFloat()},
          0,
          boxes,
          4 * i,
          4);
    }
    IntStream.range(0, deltas.length).forEach(i -> deltas[i] = (float) random.nextGaussian() / 4);
    IntStream.range(0, logits.length).forEach(i -> logits[i] = (float) random.nextGaussian() - 1);
    Anchors anchors = RowsOfAnchors.of(boxes, 300, 100);
    for (Order order : Order.values()) {
      Config config = new Config(0.3, 60, 6.0, 0.5, 15, order, Clip.IMAGE);
      Postprocess postprocess = new Postprocess(config, Scoring.SIGMOID, identity());
      BatchImage image = image(new ImageSize(317, 211), SIZE);
      try (TensorScope scope = TensorScope.inference()) {
        HeadOutputs<Tensor> outputs = outputs(anchors, 2, logits, deltas);
        Detections found =
            postprocess.detect(perImage(outputs, anchors, List.of(image), SIZE)).get(0);
        assertThat(found.size()).isEqualTo(15);
        int named = 0;
        for (Detection one : found) {
          Point middle =
              new Point(
                  (one.box().x1() + one.box().x2()) / 2, (one.box().y1() + one.box().y2()) / 2);
          Explanation why =
              explain(postprocess, outputs, anchors, List.of(image), List.of(middle)).get(0);
          Explanation.PointCandidate kept = why.kept().orElseThrow();
          Detection itself = found.get(((Fate.Kept) kept.fate()).index());
          assertThat(itself).isEqualTo(new Detection(kept.box(), kept.label(), kept.score()));
          named += itself.equals(one) ? 1 : 0;
        }
        assertThat(named).isGreaterThan(7);
      }
    }
  }

  private static List<Fate> fates(Explanation why) {
    return why.candidates().stream().map(Explanation.PointCandidate::fate).toList();
  }

  private static Config config(
      double score, @Nullable Integer topK, @Nullable Double minSide, @Nullable Integer limit) {
    return new Config(score, topK, minSide, 0.5, limit, Order.SCORE, Clip.IMAGE);
  }

  private static Explanation explain(Config config, Point point, float... logits) {
    return explain(config, image(SIZE, SIZE), point, new float[24], logits);
  }

  private static Explanation explain(
      Config config, BatchImage image, Point point, float[] deltas, float... logits) {
    return explain(config, ANCHORS, image, point, deltas, logits);
  }

  /** With one class. */
  private static Explanation explain(
      Config config,
      Anchors anchors,
      BatchImage image,
      Point point,
      float[] deltas,
      float[] logits) {
    try (TensorScope scope = TensorScope.inference()) {
      return explain(
              new Postprocess(config, Scoring.SIGMOID, identity()),
              outputs(anchors, 1, logits, deltas),
              anchors,
              List.of(image),
              List.of(point))
          .get(0);
    }
  }

  /** Explanations of each image of a batch. */
  private static List<Explanation> explain(
      Postprocess postprocess,
      HeadOutputs<Tensor> outputs,
      Anchors anchors,
      List<BatchImage> images,
      List<Point> points) {
    return new Explainer(postprocess).explain(perImage(outputs, anchors, images, SIZE), points);
  }
}
