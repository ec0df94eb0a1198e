package dev.osprey.evaluation.coco;

import static dev.osprey.evaluation.coco.OneImage.CAT;
import static dev.osprey.evaluation.coco.OneImage.IMAGE;
import static dev.osprey.evaluation.coco.OneImage.crowd;
import static dev.osprey.evaluation.coco.OneImage.evaluate;
import static dev.osprey.evaluation.coco.OneImage.found;
import static dev.osprey.evaluation.coco.OneImage.input;
import static dev.osprey.evaluation.coco.OneImage.marked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CocoEvaluatorTest {
  /** 1 / (1 + 2.2e-16), the reference's precision of a single hit. */
  private static final double ONE = 1 - Math.ulp(1.0);

  @Test
  void onePerfectDetectionGivesOneForRangesWithObjects() {
    // 40 x 40 = 1600 square pixels: a medium object, so there are no small or large ones.
    CocoSummary summary =
        evaluate(List.of(marked(10, 10, 40, 40)), List.of(found(10, 10, 40, 40, 0.9))).summary();

    assertThat(summary.ap()).isCloseTo(1, within(1e-12));
    assertThat(summary.apMedium()).isCloseTo(1, within(1e-12));
    assertThat(summary.ar1()).isEqualTo(1);
    assertThat(summary.apSmall()).isEqualTo(-1);
    assertThat(summary.arLarge()).isEqualTo(-1);
  }

  @Test
  void matchesWhenOverlapEqualsTheThreshold() {
    // The detection covers half of the object: IoU 50 / 100 = 0.5 exactly. It matches at 0.50 only,
    // so the mean over the ten thresholds is 0.1.
    CocoSummary summary =
        evaluate(List.of(marked(0, 0, 10, 10)), List.of(found(0, 0, 10, 5, 0.9))).summary();

    assertThat(summary.ap50()).isCloseTo(1, within(1e-12));
    assertThat(summary.ap()).isCloseTo(0.1, within(1e-12));
    assertThat(summary.ar100()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void duplicateDetectionIsAFalsePositive() {
    // By score: hit, duplicate (miss), hit. Precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1. The
    // running maximum is 1 up to recall 0.5 (51 points) and 2/3 above (50 points).
    CocoMetrics metrics =
        evaluate(
            List.of(marked(0, 0, 10, 10), marked(50, 50, 10, 10)),
            List.of(
                found(0, 0, 10, 10, 0.9), found(0, 0, 10, 10, 0.8), found(50, 50, 10, 10, 0.7)));

    assertThat(metrics.summary().ap50()).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-12));
    PrecisionRecallCurve curve = metrics.curves(0.5).get(0);
    assertThat(curve.precisions().subList(0, 51)).containsOnly(ONE);
    assertThat(curve.precisions().get(51)).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(curve.scores().get(50)).isEqualTo(0.9);
    assertThat(curve.scores().get(51)).isEqualTo(0.7);
    assertThat(curve.recalls().get(100)).isEqualTo(1.0);
  }

  @Test
  void ignoresDetectionsOfACrowd() {
    // Both small boxes are inside the crowd: the overlap over their own area is 1, so they are
    // ignored. With the union it would be 1/100, and they would be misses before the hit.
    CocoMetrics metrics =
        evaluate(
            List.of(crowd(0, 0, 100, 100), marked(200, 200, 10, 10)),
            List.of(
                found(0, 0, 10, 10, 0.9), found(5, 5, 10, 10, 0.8), found(200, 200, 10, 10, 0.7)));

    assertThat(metrics.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(metrics.perClass().get(0).groundTruths()).isEqualTo(1);
  }

  @Test
  void prefersObjectToACrowdWithMoreOverlap() {
    // The crowd overlaps fully, the object by 0.8: the object is matched up to the threshold 0.80,
    // above it the crowd, so that the detection is ignored there.
    CocoMetrics metrics =
        evaluate(
            List.of(crowd(0, 0, 100, 100), marked(0, 0, 10, 10)), List.of(found(0, 0, 10, 8, 0.9)));

    assertThat(metrics.summary().ar100()).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void areaRangeUsesTheAreaOfTheAnnotationNotOfItsBox() {
    // The box has 1600 square pixels, the mask 900: a small object. The detection has the
    // area of its box, but a matched detection is not ignored for its area.
    GroundTruthBox masked = new GroundTruthBox(IMAGE, CAT, 0, 0, 40, 40, 900, Set.of());
    CocoSummary summary = evaluate(List.of(masked), List.of(found(0, 0, 40, 40, 0.9))).summary();

    assertThat(summary.apSmall()).isCloseTo(1, within(1e-12));
    assertThat(summary.apMedium()).isEqualTo(-1);
  }

  @Test
  void matchesTheLastOfObjectsWithEqualOverlap() {
    ScoredBox[] twice = {found(0, 0, 40, 40, 0.9), found(0, 0, 40, 20, 0.8)};
    GroundTruthBox[] wideThenNarrow = {
      new GroundTruthBox(IMAGE, CAT, 0, 0, 40, 20, 800, Set.of()),
      new GroundTruthBox(IMAGE, CAT, 0, 20, 40, 20, 800, Set.of())
    };
    // The first detection overlaps both halves by 0.5 and matches the last one; the second
    // detection matches the first half.
    byte[][] both = new byte[1][2];
    new ImageMatcher(twice, wideThenNarrow).match(new double[] {0.5}, AreaRange.ALL, both, 0);
    assertThat(both[0]).containsExactly(MatchOutcome.TRUE_POSITIVE, MatchOutcome.TRUE_POSITIVE);
  }

  @Test
  void meanIgnoresCategoriesWithoutObjects() {
    ScoredBox other = new ScoredBox(IMAGE, 4, 0, 0, 10, 10, 0.9);
    CocoMetrics metrics =
        evaluate(
            input(
                List.of(CAT, 4),
                List.of(marked(0, 0, 10, 10)),
                List.of(found(0, 0, 10, 10, 0.9), other)));

    assertThat(metrics.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(metrics.perClass().get(1).groundTruths()).isZero();
    assertThat(metrics.perClass().get(1).averages().values()).containsOnly(-1.0);
    assertThat(metrics.curves(0.5)).hasSize(1);
  }

  @Test
  void categoryWithoutDetectionsIsZero() {
    CocoMetrics metrics = evaluate(List.of(marked(0, 0, 10, 10)), List.of());

    assertThat(metrics.summary().ap()).isZero();
    assertThat(metrics.summary().ar100()).isZero();
    assertThat(metrics.scores()).contains(0.0);
  }

  @Test
  void emptyInputIsMinusOne() {
    CocoMetrics metrics = evaluate(new EvaluationInput(List.of(), List.of(), List.of(), List.of()));

    assertThat(metrics.summary().values()).containsOnly(-1.0);
    assertThat(metrics.perClass()).isEmpty();
  }

  @Test
  void detectionsInAnImageWithoutObjectsAreFalsePositives() {
    // The miss in the empty image scores higher than the hit: precision is 1/2 at every recall.
    ScoredBox elsewhere = new ScoredBox(8, CAT, 0, 0, 10, 10, 0.95);
    CocoMetrics metrics =
        evaluate(
            new EvaluationInput(
                List.of(8L, IMAGE),
                List.of(CAT),
                List.of(marked(0, 0, 10, 10)),
                List.of(elsewhere, found(0, 0, 10, 10, 0.9))));

    assertThat(metrics.summary().ap50()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void equalScoresAreRankedByImageId() {
    // Image 7 has the hit, image 8 the miss, both at 0.5: the hit is first in any order of the
    // file, so precision is 1.
    ScoredBox miss = new ScoredBox(8, CAT, 0, 0, 10, 10, 0.5);
    CocoMetrics metrics =
        evaluate(
            new EvaluationInput(
                List.of(8L, IMAGE),
                List.of(CAT),
                List.of(marked(0, 0, 10, 10)),
                List.of(miss, found(0, 0, 10, 10, 0.5))));

    assertThat(metrics.summary().ap50()).isCloseTo(1, within(1e-12));
  }

  @Test
  void ignoresUnknownCategories() {
    EvaluationInput input =
        input(
            List.of(CAT),
            List.of(marked(0, 0, 10, 10), new GroundTruthBox(IMAGE, 9, 0, 0, 5, 5, 25, Set.of())),
            List.of(found(0, 0, 10, 10, 0.9), new ScoredBox(IMAGE, 9, 50, 50, 10, 10, 0.99)));

    assertThat(evaluate(input).summary().ap()).isCloseTo(1, within(1e-12));
  }

  @Test
  void detectionWithNanCoordinateIsAFalsePositive() {
    CocoSummary summary =
        evaluate(
                List.of(marked(0, 0, 10, 10)),
                List.of(found(Double.NaN, 0, 10, 10, 0.95), found(0, 0, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ap50()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void boxesWithoutAreaMatchNothing() {
    // The flat object is never matched; the flat detection is a miss before the hit:
    // precision 1/2 up to recall 1/2, so 51 points of 101.
    CocoSummary summary =
        evaluate(
                List.of(marked(0, 0, 10, 10), marked(50, 50, 0, 10)),
                List.of(found(50, 50, 0, 10, 0.95), found(0, 0, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ap50()).isCloseTo(51 * 0.5 / 101, within(1e-12));
  }

  @Test
  void difficultObjectsAreOrdinaryObjects() {
    GroundTruthBox difficult =
        new GroundTruthBox(IMAGE, CAT, 50, 50, 10, 10, 100, Set.of(Annotation.Trait.DIFFICULT));
    CocoSummary summary =
        evaluate(List.of(marked(0, 0, 10, 10), difficult), List.of(found(50, 50, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ar100()).isEqualTo(0.5);
  }

  @Test
  void refusesDetectionOfUnknownImage() {
    assertThatThrownBy(
            () ->
                new EvaluationInput(
                    List.of(IMAGE),
                    List.of(CAT),
                    List.of(),
                    List.of(new ScoredBox(42, CAT, 0, 0, 1, 1, 0.5))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("detection 0 names image 42")
        .hasMessageContaining("Give the annotation file");
  }
}
