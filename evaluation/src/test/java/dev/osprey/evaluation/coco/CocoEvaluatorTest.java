package dev.osprey.evaluation.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CocoEvaluatorTest {
  private static final long IMAGE = 7;
  private static final int CAT = 3;

  /** 1 / (1 + 2.2e-16), the reference's precision of a single hit. */
  private static final double ONE = 1 - Math.ulp(1.0);

  @Test
  void onePerfectDetectionGivesOneEverywhereThatHasObjects() {
    // 40 x 40 = 1600 square pixels: a medium object, so small and large have nothing to measure.
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
    // The detection covers half of the object: IoU 50 / 100 = 0.5 exactly. It counts at 0.50 only,
    // so the mean over the ten thresholds is a tenth.
    CocoSummary summary =
        evaluate(List.of(marked(0, 0, 10, 10)), List.of(found(0, 0, 10, 5, 0.9))).summary();

    assertThat(summary.ap50()).isCloseTo(1, within(1e-12));
    assertThat(summary.ap()).isCloseTo(0.1, within(1e-12));
    assertThat(summary.ar100()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void duplicateOfAFoundObjectIsAFalsePositive() {
    // By score: hit, duplicate (miss), hit. Precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1; the
    // running
    // maximum makes it 1 up to recall 0.5 (51 points) and 2/3 above (50 points).
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
  void crowdMayBeFoundManyTimesAndNeverCounts() {
    // Both small boxes lie inside the crowd: over their own area the overlap is 1, so they are
    // ignored. Over the union it would be 1/100 and they would be misses ahead of the hit.
    CocoMetrics metrics =
        evaluate(
            List.of(crowd(0, 0, 100, 100), marked(200, 200, 10, 10)),
            List.of(
                found(0, 0, 10, 10, 0.9), found(5, 5, 10, 10, 0.8), found(200, 200, 10, 10, 0.7)));

    assertThat(metrics.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(metrics.perClass().get(0).groundTruths()).isEqualTo(1);
  }

  @Test
  void objectThatCountsIsPreferredToACrowdWithMoreOverlap() {
    // The crowd overlaps fully, the object by 0.8: the object is taken up to the threshold 0.80,
    // above it the crowd, and the detection is ignored there.
    CocoMetrics metrics =
        evaluate(
            List.of(crowd(0, 0, 100, 100), marked(0, 0, 10, 10)), List.of(found(0, 0, 10, 8, 0.9)));

    assertThat(metrics.summary().ar100()).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void areaRangeLooksAtTheFieldAreaOfTheAnnotationNotAtItsBox() {
    // The box has 1600 square pixels, the mask 900: a small object. The detection's own area is its
    // box, yet a matched detection is not ignored for it.
    GroundTruthBox masked = new GroundTruthBox(IMAGE, CAT, 0, 0, 40, 40, 900, Set.of());
    CocoSummary summary = evaluate(List.of(masked), List.of(found(0, 0, 40, 40, 0.9))).summary();

    assertThat(summary.apSmall()).isCloseTo(1, within(1e-12));
    assertThat(summary.apMedium()).isEqualTo(-1);
  }

  @Test
  void laterObjectWinsAmongEqualOverlaps() {
    ScoredBox[] twice = {found(0, 0, 40, 40, 0.9), found(0, 0, 40, 20, 0.8)};
    GroundTruthBox[] wideThenNarrow = {
      new GroundTruthBox(IMAGE, CAT, 0, 0, 40, 20, 800, Set.of()),
      new GroundTruthBox(IMAGE, CAT, 0, 20, 40, 20, 800, Set.of())
    };
    // The first detection overlaps either half by 0.5 and takes the later one; the second detection
    // still finds the first half free.
    byte[][] both = new byte[1][2];
    new ImageMatcher(twice, wideThenNarrow).match(new double[] {0.5}, AreaRange.ALL, both, 0);
    assertThat(both[0]).containsExactly(MatchOutcome.TRUE_POSITIVE, MatchOutcome.TRUE_POSITIVE);
  }

  @Test
  void categoryWithoutObjectsIsLeftOutOfTheMean() {
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
  void categoryWithObjectsAndNoDetectionIsZero() {
    CocoMetrics metrics = evaluate(List.of(marked(0, 0, 10, 10)), List.of());

    assertThat(metrics.summary().ap()).isZero();
    assertThat(metrics.summary().ar100()).isZero();
    assertThat(metrics.scores()).contains(0.0);
  }

  @Test
  void nothingAtAllIsMinusOne() {
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
    // Image 7 has the hit, image 8 the miss, both at 0.5: the hit comes first whatever the order in
    // the file, so precision is 1.
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
  void onlyTheHighestScoringDetectionsOfAnImageCount() {
    // Ten misses score higher than the hit, which is eleventh: seen with 100, not with 10.
    List<ScoredBox> detections = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      detections.add(found(500 + 20 * i, 500, 10, 10, 0.9));
    }
    detections.add(found(0, 0, 10, 10, 0.1));
    CocoSummary summary = evaluate(List.of(marked(0, 0, 10, 10)), detections).summary();

    assertThat(summary.ar10()).isZero();
    assertThat(summary.ar100()).isEqualTo(1);
  }

  @Test
  void pooledCategoriesForgiveAWrongLabel() {
    EvaluationInput input =
        input(
            List.of(CAT, 4),
            List.of(marked(0, 0, 10, 10)),
            List.of(new ScoredBox(IMAGE, 4, 0, 0, 10, 10, 0.9)));
    CocoMetrics pooled =
        new CocoEvaluator(CocoSettings.standard().with(CocoSettings.Categories.POOLED))
            .evaluate(input);

    assertThat(evaluate(input).summary().ap()).isZero();
    assertThat(pooled.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(pooled.categoryIds()).containsExactly(CocoMetrics.POOLED_ID);
  }

  @Test
  void unknownCategoriesAreLeftOut() {
    EvaluationInput input =
        input(
            List.of(CAT),
            List.of(marked(0, 0, 10, 10), new GroundTruthBox(IMAGE, 9, 0, 0, 5, 5, 25, Set.of())),
            List.of(found(0, 0, 10, 10, 0.9), new ScoredBox(IMAGE, 9, 50, 50, 10, 10, 0.99)));

    assertThat(evaluate(input).summary().ap()).isCloseTo(1, within(1e-12));
  }

  @Test
  void brokenBoxOfADetectionIsAFalsePositive() {
    CocoSummary summary =
        evaluate(
                List.of(marked(0, 0, 10, 10)),
                List.of(found(Double.NaN, 0, 10, 10, 0.95), found(0, 0, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ap50()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void otherThresholdsRangesAndLimitsHaveNumbersAndLinesOfTheirOwn() {
    // IoU 60 / 100 = 0.6: found at 0.5 and 0.6, not at 0.7; the mean is 2/3. Sides of 10 pixels
    // belong to "tiny" (to 16), and nothing to "huge" (from 16).
    CocoMetrics metrics =
        new CocoEvaluator(
                new CocoSettings(
                    List.of(0.5, 0.6, 0.7),
                    List.of(5, 300),
                    List.of(
                        AreaRange.ALL,
                        AreaRange.ofSides("tiny", 0, 16),
                        AreaRange.fromSide("huge", 16)),
                    CocoSettings.Categories.SEPARATE))
            .evaluate(
                input(
                    List.of(CAT), List.of(marked(0, 0, 10, 10)), List.of(found(0, 0, 10, 6, 0.9))));

    CocoAverages overall = metrics.overall();
    assertThat(overall.names())
        .containsExactly(
            "AP", "AP50", "AP60", "AP70", "AP_tiny", "AP_huge", "AR5", "AR300", "AR_tiny",
            "AR_huge");
    double[] expected = {2 / 3.0, 1, 1, 0, 2 / 3.0, -1, 2 / 3.0, 2 / 3.0, 2 / 3.0, -1};
    assertThat(overall.values()).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(overall.values().get(i))
          .as(overall.names().get(i))
          .isCloseTo(expected[i], within(1e-12));
    }
    assertThat(metrics.summary().ap75()).isEqualTo(-1);
    assertThat(metrics.summary().apLarge()).isEqualTo(-1);
    assertThat(CocoTable.summary(metrics))
        .contains(" (AP) @[ IoU=0.50:0.70 | area=   all | maxDets=300 ] = 0.667\n")
        .contains(" (AP) @[ IoU=0.60      | area=   all | maxDets=300 ] = 1.000\n")
        .contains(" (AP) @[ IoU=0.50:0.70 | area=  tiny | maxDets=300 ] = 0.667\n")
        .contains(" (AR) @[ IoU=0.50:0.70 | area=   all | maxDets=  5 ] = 0.667\n")
        .contains(" (AR) @[ IoU=0.50:0.70 | area=  huge | maxDets=300 ] = -1.000\n")
        .doesNotContain("0.75");
    assertThatThrownBy(() -> metrics.curves(0.75))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.75");
  }

  @Test
  void boxesWithoutAreaAreFalsePositivesOrAreNeverFound() {
    // The flat object counts and is found by nobody; the flat detection is a miss before the hit:
    // precision 1/2 up to recall 1/2, so 51 points of 101.
    CocoSummary summary =
        evaluate(
                List.of(marked(0, 0, 10, 10), marked(50, 50, 0, 10)),
                List.of(found(50, 50, 0, 10, 0.95), found(0, 0, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ap50()).isCloseTo(51 * 0.5 / 101, within(1e-12));
  }

  @Test
  void difficultObjectsCountLikeAllOthers() {
    GroundTruthBox difficult =
        new GroundTruthBox(IMAGE, CAT, 50, 50, 10, 10, 100, Set.of(Annotation.Trait.DIFFICULT));
    CocoSummary summary =
        evaluate(List.of(marked(0, 0, 10, 10), difficult), List.of(found(50, 50, 10, 10, 0.9)))
            .summary();

    assertThat(summary.ar100()).isEqualTo(0.5);
  }

  @Test
  void detectionOfAnUnknownImageIsTheUsersMistake() {
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

  @Test
  void refusesScoresThatAreNotNumbersAndUnorderedSettings() {
    assertThatThrownBy(() -> found(0, 0, 1, 1, Double.NaN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("image 7")
        .hasMessageContaining("score that is not a number");
    assertThatThrownBy(
            () ->
                new CocoSettings(
                    List.of(0.9, 0.5),
                    List.of(1, 10, 100),
                    List.of(AreaRange.ALL),
                    CocoSettings.Categories.SEPARATE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("[0.9, 0.5]");
    assertThatThrownBy(() -> AreaRange.ofSides("small", 32, 16))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("area range small");
    assertThatThrownBy(
            () ->
                new CocoSettings(
                    List.of(0.5),
                    List.of(100),
                    List.of(AreaRange.ALL, AreaRange.SMALL, AreaRange.ofSides("small", 0, 8)),
                    CocoSettings.Categories.SEPARATE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("[all, small, small]");
  }

  private static GroundTruthBox marked(double x, double y, double width, double height) {
    return new GroundTruthBox(IMAGE, CAT, x, y, width, height, width * height, Set.of());
  }

  private static GroundTruthBox crowd(double x, double y, double width, double height) {
    return new GroundTruthBox(
        IMAGE, CAT, x, y, width, height, width * height, Set.of(Annotation.Trait.CROWD));
  }

  private static ScoredBox found(double x, double y, double width, double height, double score) {
    return new ScoredBox(IMAGE, CAT, x, y, width, height, score);
  }

  private static EvaluationInput input(
      List<Integer> categories, List<GroundTruthBox> marked, List<ScoredBox> found) {
    return new EvaluationInput(List.of(IMAGE), categories, marked, found);
  }

  private static CocoMetrics evaluate(List<GroundTruthBox> marked, List<ScoredBox> found) {
    return evaluate(input(List.of(CAT), marked, found));
  }

  private static CocoMetrics evaluate(EvaluationInput input) {
    return new CocoEvaluator(CocoSettings.standard()).evaluate(input);
  }
}
