package dev.osprey.evaluation.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.UserError;
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
    CocoGroundTruth masked = new CocoGroundTruth(IMAGE, CAT, 0, 0, 40, 40, 900, Set.of());
    CocoSummary summary = evaluate(List.of(masked), List.of(found(0, 0, 40, 40, 0.9))).summary();

    assertThat(summary.apSmall()).isCloseTo(1, within(1e-12));
    assertThat(summary.apMedium()).isEqualTo(-1);
  }

  @Test
  void laterObjectWinsAmongEqualOverlaps() {
    CocoDetection[] twice = {found(0, 0, 40, 40, 0.9), found(0, 0, 40, 20, 0.8)};
    CocoGroundTruth[] wideThenNarrow = {
      new CocoGroundTruth(IMAGE, CAT, 0, 0, 40, 20, 800, Set.of()),
      new CocoGroundTruth(IMAGE, CAT, 0, 20, 40, 20, 800, Set.of())
    };
    // The first detection overlaps either half by 0.5 and takes the later one; the second detection
    // still finds the first half free.
    byte[][] both = new byte[1][2];
    new ImageMatcher(twice, wideThenNarrow).match(new double[] {0.5}, AreaRange.ALL, both, 0);
    assertThat(both[0]).containsExactly(Outcome.TRUE_POSITIVE, Outcome.TRUE_POSITIVE);
  }

  @Test
  void categoryWithoutObjectsIsLeftOutOfTheMean() {
    CocoDetection other = new CocoDetection(IMAGE, 4, 0, 0, 10, 10, 0.9);
    CocoMetrics metrics =
        evaluate(
            input(
                List.of(CAT, 4),
                List.of(marked(0, 0, 10, 10)),
                List.of(found(0, 0, 10, 10, 0.9), other)));

    assertThat(metrics.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(metrics.perClass().get(1)).isEqualTo(new ClassMetrics(4, 0, -1, -1, -1, -1));
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
    CocoMetrics metrics = evaluate(new CocoInput(List.of(), List.of(), List.of(), List.of()));

    assertThat(metrics.summary().values()).containsOnly(-1.0);
    assertThat(metrics.perClass()).isEmpty();
  }

  @Test
  void detectionsInAnImageWithoutObjectsAreFalsePositives() {
    // The miss in the empty image scores higher than the hit: precision is 1/2 at every recall.
    CocoDetection elsewhere = new CocoDetection(8, CAT, 0, 0, 10, 10, 0.95);
    CocoMetrics metrics =
        evaluate(
            new CocoInput(
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
    CocoDetection miss = new CocoDetection(8, CAT, 0, 0, 10, 10, 0.5);
    CocoMetrics metrics =
        evaluate(
            new CocoInput(
                List.of(8L, IMAGE),
                List.of(CAT),
                List.of(marked(0, 0, 10, 10)),
                List.of(miss, found(0, 0, 10, 10, 0.5))));

    assertThat(metrics.summary().ap50()).isCloseTo(1, within(1e-12));
  }

  @Test
  void onlyTheHighestScoringDetectionsOfAnImageCount() {
    // Ten misses score higher than the hit, which is eleventh: seen with 100, not with 10.
    List<CocoDetection> detections = new ArrayList<>();
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
    CocoInput input =
        input(
            List.of(CAT, 4),
            List.of(marked(0, 0, 10, 10)),
            List.of(new CocoDetection(IMAGE, 4, 0, 0, 10, 10, 0.9)));
    CocoMetrics pooled =
        new CocoEvaluator(CocoSettings.standard().with(CocoSettings.Categories.POOLED))
            .evaluate(input);

    assertThat(evaluate(input).summary().ap()).isZero();
    assertThat(pooled.summary().ap()).isCloseTo(1, within(1e-12));
    assertThat(pooled.categoryIds()).containsExactly(CocoMetrics.POOLED_ID);
  }

  @Test
  void unknownCategoriesAreLeftOut() {
    CocoInput input =
        input(
            List.of(CAT),
            List.of(marked(0, 0, 10, 10), new CocoGroundTruth(IMAGE, 9, 0, 0, 5, 5, 25, Set.of())),
            List.of(found(0, 0, 10, 10, 0.9), new CocoDetection(IMAGE, 9, 50, 50, 10, 10, 0.99)));

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
  void otherThresholdsLeaveAp75OutAndRenameTheLines() {
    CocoSettings settings =
        new CocoSettings(
            List.of(0.5),
            List.of(1, 10, 300),
            List.of(AreaRange.ALL),
            CocoSettings.Categories.SEPARATE);
    CocoMetrics metrics =
        new CocoEvaluator(settings)
            .evaluate(
                input(
                    List.of(CAT),
                    List.of(marked(0, 0, 10, 10)),
                    List.of(found(0, 0, 10, 10, 0.9))));

    assertThat(metrics.summary().ap75()).isEqualTo(-1);
    assertThat(metrics.summary().apLarge()).isEqualTo(-1);
    assertThat(CocoTable.summary(metrics))
        .contains(" (AP) @[ IoU=0.50:0.50 | area=   all | maxDets=300 ] = 1.000\n")
        .contains(" (AP) @[ IoU=0.75      | area=   all | maxDets=300 ] = -1.000\n");
    assertThatThrownBy(() -> metrics.curves(0.75))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.75");
  }

  @Test
  void detectionOfAnUnknownImageIsTheUsersMistake() {
    assertThatThrownBy(
            () ->
                new CocoInput(
                    List.of(IMAGE),
                    List.of(CAT),
                    List.of(),
                    List.of(new CocoDetection(42, CAT, 0, 0, 1, 1, 0.5))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("detection 0 names image 42")
        .hasMessageContaining("Give the annotation file");
  }

  @Test
  void refusesScoresThatAreNotNumbersAndUnorderedSettings() {
    assertThatThrownBy(() -> found(0, 0, 1, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new CocoSettings(
                    List.of(0.9, 0.5),
                    List.of(1, 10, 100),
                    List.of(AreaRange.ALL),
                    CocoSettings.Categories.SEPARATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.9, 0.5]");
  }

  private static CocoGroundTruth marked(double x, double y, double width, double height) {
    return new CocoGroundTruth(IMAGE, CAT, x, y, width, height, width * height, Set.of());
  }

  private static CocoGroundTruth crowd(double x, double y, double width, double height) {
    return new CocoGroundTruth(
        IMAGE, CAT, x, y, width, height, width * height, Set.of(Annotation.Trait.CROWD));
  }

  private static CocoDetection found(
      double x, double y, double width, double height, double score) {
    return new CocoDetection(IMAGE, CAT, x, y, width, height, score);
  }

  private static CocoInput input(
      List<Integer> categories, List<CocoGroundTruth> marked, List<CocoDetection> found) {
    return new CocoInput(List.of(IMAGE), categories, marked, found);
  }

  private static CocoMetrics evaluate(List<CocoGroundTruth> marked, List<CocoDetection> found) {
    return evaluate(input(List.of(CAT), marked, found));
  }

  private static CocoMetrics evaluate(CocoInput input) {
    return new CocoEvaluator(CocoSettings.standard()).evaluate(input);
  }
}
