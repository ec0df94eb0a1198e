package dev.osprey.evaluation.wider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Faces are 10 × 10 pixels: their width is 9, without the last pixel. */
class WiderEvaluatorTest {
  private static final WiderEvaluator EVALUATOR = new WiderEvaluator(WiderEvaluator.STANDARD_IOU);

  /** A detection. */
  private record Found(double x, double y, double width, double height, double score) {}

  @Test
  void computesApOfEachSubset() {
    // First image: easy face at 0, medium at 100, hard at 200. Second image: a face in all
    // subsets, no detection. Scores 1, 0.75, 0.5, 0 are hit, hit, miss, hit for hard:
    // recall 1/4, 2/4, 2/4, 3/4 with precision 1, 1, 2/3, 3/4, so 2/4 · 1 + 1/4 · 3/4 = 11/16.
    // Medium ignores the last detection: hit, hit, miss of 3 faces, 2/3. Easy also ignores the
    // second one: hit, miss of 2 faces, 1/2.
    List<WiderImage> images =
        List.of(
            image(
                faces(0, 100, 200),
                counted(List.of(0), List.of(0, 1), List.of(0, 1, 2)),
                found(0, 1),
                found(100, 0.75),
                found(500, 0.5),
                found(200, 0)),
            image(faces(0), counted(List.of(0), List.of(0), List.of(0))));

    WiderMetrics metrics = EVALUATOR.evaluate(images);

    assertThat(metrics.easy()).isCloseTo(1 / 2.0, within(1e-15));
    assertThat(metrics.medium()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(metrics.hard()).isCloseTo(11 / 16.0, within(1e-15));
    assertThat(metrics.subsets().stream().map(WiderSubsetMetrics::faces))
        .containsExactly(2L, 3L, 4L);
    assertThat(metrics.images()).isEqualTo(2);
    assertThat(metrics.detections()).isEqualTo(4);
  }

  @Test
  void curveHasOneThousandThresholdsDownToZero() {
    // Normalised scores 1, 0.75, 0.5, 0 pass 0.999 (the first threshold), 0.75 (the 250th),
    // 0.5 (the 500th) and 0 (the last one).
    WiderImage image =
        image(
            faces(0, 100, 200),
            all(3),
            found(0, 1),
            found(100, 0.75),
            found(500, 0.5),
            found(200, 0));

    WiderCurve curve = EVALUATOR.evaluate(List.of(image)).of(WiderSubset.HARD).curve();

    assertThat(curve.recalls()).hasSize(1000);
    assertThat(Arrays.copyOfRange(curve.recalls(), 0, 249)).containsOnly(1 / 3.0);
    assertThat(Arrays.copyOfRange(curve.recalls(), 249, 999)).containsOnly(2 / 3.0);
    assertThat(curve.recalls()[999]).isEqualTo(1);
    assertThat(Arrays.copyOfRange(curve.precisions(), 0, 499)).containsOnly(1);
    assertThat(Arrays.copyOfRange(curve.precisions(), 499, 999)).containsOnly(2 / 3.0);
    assertThat(curve.precisions()[999]).isEqualTo(3 / 4.0);
  }

  @Test
  void normalisesScoresOverTheWholeDataSet() {
    // 0.375 to 0.625 becomes 0 to 1, and 0.5 of the second image becomes 0.5.
    WiderImage first = image(faces(0, 100), all(2), found(0, 0.625), found(100, 0.375));
    WiderImage second = image(faces(0), all(1), found(0, 0.5));

    WiderMetrics metrics = EVALUATOR.evaluate(List.of(first, second));

    assertThat(metrics.scores()).isEqualTo(new ScoreRange(0.375, 0.625));
    double[] recalls = metrics.of(WiderSubset.EASY).curve().recalls();
    assertThat(recalls[498]).isEqualTo(1 / 3.0);
    assertThat(recalls[499]).isEqualTo(2 / 3.0);
  }

  @Test
  void normalisesScoresOutsideZeroToOne() {
    // The maximum is at least 0 and the minimum at most 1: -3 to 0 and 1 to 5.
    WiderImage low = image(faces(0, 100), all(2), found(0, -1.5), found(500, -3));
    WiderImage high = image(faces(0, 100), all(2), found(0, 3), found(500, 5));

    assertThat(EVALUATOR.evaluate(List.of(low)).scores()).isEqualTo(new ScoreRange(-3, 0));
    assertThat(EVALUATOR.evaluate(List.of(low)).easy()).isEqualTo(1 / 2.0);
    assertThat(EVALUATOR.evaluate(List.of(high)).scores()).isEqualTo(new ScoreRange(1, 5));
    assertThat(EVALUATOR.evaluate(List.of(high)).easy()).isEqualTo(1 / 4.0);
  }

  @Test
  void equalScoresCannotBeNormalised() {
    // 0 / 0: no detection reaches a threshold, as in the reference. Scores above 1 become 1,
    // because the minimum is at most 1.
    WiderMetrics equal =
        EVALUATOR.evaluate(List.of(image(faces(0, 100), all(2), found(0, 0.25), found(100, 0.25))));
    WiderMetrics single = EVALUATOR.evaluate(List.of(image(faces(0), all(1), found(0, 1))));
    WiderMetrics above = EVALUATOR.evaluate(List.of(image(faces(0), all(1), found(0, 2))));

    assertThat(equal.scores().isFlat()).isTrue();
    assertThat(equal.easy()).isZero();
    assertThat(single.scores().isFlat()).isTrue();
    assertThat(single.easy()).isZero();
    assertThat(above.scores().isFlat()).isFalse();
    assertThat(above.easy()).isEqualTo(1);
  }

  @Test
  void furtherDetectionsOfAFaceLowerThePrecisionEvenNextToAnUnmatchedFace() {
    // Both overlap the first face fully and the unmatched one, 1 pixel away, by 9/11: precision 1/2
    // from the second detection on, recall stays 1/2.
    WiderImage image = image(faces(0, 1), all(2), found(0, 1), found(0, 0.5), found(900, 0));

    WiderSubsetMetrics easy = EVALUATOR.evaluate(List.of(image)).of(WiderSubset.EASY);

    assertThat(easy.ap()).isEqualTo(1 / 2.0);
    assertThat(easy.curve().precisions()[499]).isEqualTo(1 / 2.0);
    assertThat(easy.curve().precisions()[999]).isEqualTo(1 / 3.0);
  }

  @Test
  void ignoresDetectionOfAFaceOutsideTheSubset() {
    // It overlaps the face at 0 fully and the one at 1, which is in the subset, by 9/11.
    WiderImage image =
        image(
            faces(0, 1, 50),
            counted(List.of(1, 2), List.of(), List.of()),
            found(0, 1),
            found(50, 0.5),
            found(900, 0));

    WiderSubsetMetrics easy = EVALUATOR.evaluate(List.of(image)).of(WiderSubset.EASY);

    // no detection of the subset reaches the first thresholds: 0 / 0
    assertThat(easy.curve().precisions()[498]).isNaN();
    assertThat(easy.curve().recalls()[498]).isZero();
    assertThat(easy.curve().precisions()[499]).isEqualTo(1);
    assertThat(easy.ap()).isEqualTo(1 / 2.0);
  }

  @Test
  void matchesTheFirstOfFacesWithEqualOverlap() {
    // 5 pixels of 10 are shared with either face: 50 / 150.
    WiderEvaluator third = new WiderEvaluator(1 / 3.0);
    double[] faces = faces(0, 10);
    Map<WiderSubset, List<Integer>> first = counted(List.of(0), List.of(1), List.of());

    WiderMetrics metrics = third.evaluate(List.of(image(faces, first, found(5, 1), found(900, 0))));

    assertThat(metrics.easy()).isEqualTo(1);
    assertThat(metrics.medium()).isZero();
  }

  @Test
  void sidesAreOnePixelLongerThanTheirWidth() {
    // Half of a face: 10 × 5 of 10 × 10 pixels, so height 4. A face of one pixel has width 0.
    WiderImage half = image(faces(0), all(1), new Found(0, 0, 9, 4, 1), new Found(900, 0, 9, 9, 0));
    WiderImage pixel =
        image(
            new double[] {7, 7, 0, 0}, all(1), new Found(7, 7, 0, 0, 1), new Found(8, 7, 0, 0, 0));

    assertThat(EVALUATOR.evaluate(List.of(half)).easy()).isEqualTo(1);
    assertThat(new WiderEvaluator(0.51).evaluate(List.of(half)).easy()).isZero();
    assertThat(EVALUATOR.evaluate(List.of(pixel)).easy()).isEqualTo(1);
  }

  @Test
  void usesFractionsOfPixels() {
    // 10 × 5.5 of 10 × 10 pixels.
    WiderImage image = image(faces(0), all(1), new Found(0, 0, 9, 4.5, 1), found(900, 0));

    assertThat(new WiderEvaluator(0.55).evaluate(List.of(image)).easy()).isEqualTo(1);
    assertThat(new WiderEvaluator(0.56).evaluate(List.of(image)).easy()).isZero();
  }

  @Test
  void boxesWithNegativeSidesMatchNoFace() {
    WiderImage image =
        image(faces(0), all(1), new Found(5, 5, -3, -3, 1), found(0, 0.5), found(900, 0));

    assertThat(EVALUATOR.evaluate(List.of(image)).easy()).isEqualTo(1 / 2.0);
  }

  @Test
  void orderOfDetectionsAndImagesDoesNotMatter() {
    Random random = new Random(5);
    List<WiderImage> sorted = new ArrayList<>();
    List<WiderImage> shuffled = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double[] faces = faces(0, 30, 60, 90);
      List<Found> found = new ArrayList<>();
      for (int rank = 20; rank > 0; rank--) {
        found.add(found(random.nextInt(120), (rank + random.nextDouble()) / 21));
      }
      Map<WiderSubset, List<Integer>> counted =
          counted(List.of(i % 4), List.of(0, i % 3 + 1), List.of(0, 1, 2, 3));
      sorted.add(image(faces, counted, found.toArray(Found[]::new)));
      Collections.shuffle(found, random);
      shuffled.add(image(faces, counted, found.toArray(Found[]::new)));
    }
    Collections.shuffle(shuffled, random);

    WiderMetrics expected = EVALUATOR.evaluate(sorted);
    WiderMetrics actual = EVALUATOR.evaluate(shuffled);

    assertThat(expected.hard()).isBetween(0.05, 0.95);
    for (WiderSubset subset : WiderSubset.values()) {
      assertThat(actual.of(subset).ap()).isEqualTo(expected.of(subset).ap());
      assertThat(actual.of(subset).curve().precisions())
          .isEqualTo(expected.of(subset).curve().precisions());
    }
  }

  @Test
  void equalScoresPassTheSameThreshold() {
    WiderImage missFirst = image(faces(0), all(1), found(900, 1), found(0, 1), found(950, 0));

    assertThat(EVALUATOR.evaluate(List.of(missFirst)).easy()).isEqualTo(1 / 2.0);
  }

  @Test
  void ignoresDetectionsInImagesWithoutFaces() {
    WiderImage empty = image(faces(), all(0), found(0, 0.75), found(50, 0.5));
    WiderImage face = image(faces(0), all(1), found(0, 0.25), found(900, 0));

    WiderMetrics metrics = EVALUATOR.evaluate(List.of(empty, face));

    // their scores are still used for the normalisation
    assertThat(metrics.easy()).isEqualTo(1);
    assertThat(metrics.scores().maximum()).isEqualTo(0.75);
  }

  @Test
  void apIsZeroWithoutDetectionsAndMinusOneWithoutFaces() {
    WiderMetrics nothing = EVALUATOR.evaluate(List.of(image(faces(0), all(1))));
    WiderMetrics uncounted =
        EVALUATOR.evaluate(
            List.of(image(faces(0), counted(List.of(), List.of(), List.of(0)), found(0, 0.5))));

    assertThat(nothing.hard()).isZero();
    assertThat(nothing.scores().isFlat()).isFalse();
    assertThat(uncounted.easy()).isEqualTo(-1);
    assertThat(EVALUATOR.evaluate(List.of()).hard()).isEqualTo(-1);
  }

  @Test
  void refusesInvalidThresholdsAndImages() {
    for (double iou : new double[] {0, -1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> new WiderEvaluator(iou))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("(0, 1]");
    }
    assertThatThrownBy(() -> image(faces(0), all(1), found(0, 0.5), found(0, Double.NaN)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("0--Parade/p: detection 2 has NaN");
    assertThatThrownBy(() -> image(faces(0), all(2)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the subset")
        .hasMessageContaining("counts face 2, but there are 1");
    assertThatThrownBy(() -> image(faces(0, 1), counted(List.of(1, 1), List.of(), List.of())))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("easy counts face 2 twice");
  }

  @Test
  void tableHasALineForEachSubsetAndADashWithoutFaces() {
    WiderImage image =
        image(
            faces(0, 100, 200),
            counted(List.of(), List.of(0), List.of(0, 1, 2)),
            found(0, 1),
            found(100, 0.5),
            found(900, 0));

    assertThat(WiderTable.summary(EVALUATOR.evaluate(List.of(image))))
        .isEqualTo(
            """
            WIDER FACE AP @[ IoU=0.50 | 1 images | 3 detections ]
            subset    faces       AP
            easy          0        -
            medium        1   1.0000
            hard          3   0.6667
            """);
  }

  /** Faces at these x and y 0. */
  private static double[] faces(double... x) {
    double[] faces = new double[4 * x.length];
    for (int i = 0; i < x.length; i++) {
      faces[4 * i] = x[i];
      faces[4 * i + 2] = 9;
      faces[4 * i + 3] = 9;
    }
    return faces;
  }

  private static Found found(double x, double score) {
    return new Found(x, 0, 9, 9, score);
  }

  private static Map<WiderSubset, List<Integer>> counted(
      List<Integer> easy, List<Integer> medium, List<Integer> hard) {
    return Map.of(WiderSubset.EASY, easy, WiderSubset.MEDIUM, medium, WiderSubset.HARD, hard);
  }

  private static Map<WiderSubset, List<Integer>> all(int faces) {
    List<Integer> all = java.util.stream.IntStream.range(0, faces).boxed().toList();
    return counted(all, all, all);
  }

  private static WiderImage image(
      double[] faces, Map<WiderSubset, List<Integer>> counted, Found... found) {
    double[] boxes = new double[4 * found.length];
    for (int i = 0; i < found.length; i++) {
      boxes[4 * i] = found[i].x();
      boxes[4 * i + 1] = found[i].y();
      boxes[4 * i + 2] = found[i].width();
      boxes[4 * i + 3] = found[i].height();
    }
    double[] scores = Arrays.stream(found).mapToDouble(Found::score).toArray();
    return new WiderImage("0--Parade/p", faces, counted, boxes, scores);
  }
}
