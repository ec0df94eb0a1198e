package dev.osprey.evaluation.voc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Annotation;
import dev.osprey.core.BoxSideConvention;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VocEvaluatorTest {
  private static final long IMAGE = 7;
  private static final int CAT = 3;
  private static final VocSettings ALL = VocSettings.standard(AveragePrecision.ALL_POINT);
  private static final VocSettings ELEVEN = VocSettings.standard(AveragePrecision.ELEVEN_POINT);

  @Test
  void onePerfectDetectionGivesOneInBothVersions() {
    EvaluationInput input = input(List.of(marked(10, 10)), List.of(found(10, 10, 0.9)));

    assertThat(evaluate(ALL, input).map()).isEqualTo(1);
    assertThat(evaluate(ELEVEN, input).map()).isEqualTo(1);
  }

  @Test
  void computesBothAverages() {
    // Two objects; hit, miss, hit: recall 1/2, 1/2, 1 with precision 1, 1/2, 2/3. Area: 1/2 · 1 +
    // 1/2 · 2/3 = 5/6. Eleven points: 6 (0 to 0.5) at 1 and 5 at 2/3.
    EvaluationInput input =
        input(
            List.of(marked(0, 0), marked(50, 0)),
            List.of(found(0, 0, 0.9), found(100, 0, 0.8), found(50, 0, 0.7)));

    assertThat(evaluate(ALL, input).map()).isCloseTo(5 / 6.0, within(1e-15));
    assertThat(evaluate(ELEVEN, input).map()).isCloseTo((6 + 5 * 2 / 3.0) / 11, within(1e-15));
  }

  @Test
  void recallOfExactlyThreeTenthsDoesNotReachItsPoint() {
    // 3 of 10 objects: recalls 0.1, 0.2, 0.3 reach the points 0, 0.1, 0.2, but not 3 · 0.1 =
    // 0.30000000000000004.
    List<GroundTruthBox> objects = new ArrayList<>();
    List<ScoredBox> detections = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      objects.add(marked(20 * i, 0));
      if (i < 3) {
        detections.add(found(20 * i, 0, 0.9));
      }
    }

    assertThat(evaluate(ELEVEN, input(objects, detections)).map())
        .isCloseTo(3 / 11.0, within(1e-15));
  }

  @Test
  void matchesWhenOverlapEqualsTheThreshold() {
    // Half of the object: IoU 50 / 100.
    EvaluationInput input =
        input(List.of(marked(0, 0)), List.of(new ScoredBox(IMAGE, CAT, 0, 0, 10, 5, 0.9)));

    assertThat(evaluate(ALL, input).map()).isEqualTo(1);
    assertThat(evaluate(ALL.withIouThreshold(0.51), input).map()).isZero();
  }

  @Test
  void secondDetectionOfAnObjectIsAFalsePositiveEvenNextToAnUnmatchedObject() {
    // Both detections overlap the first object fully and the second one by 6/14. COCO would match
    // the second detection to the second object; VOC does not.
    EvaluationInput input =
        input(List.of(marked(0, 0), marked(4, 0)), List.of(found(0, 0, 0.9), found(0, 0, 0.8)));

    VocClassMetrics ofClass = evaluate(ALL.withIouThreshold(0.3), input).perClass().get(0);
    assertThat(ofClass.recall()).isEqualTo(0.5);
    assertThat(ofClass.ap()).isEqualTo(0.5);
  }

  @Test
  void ignoresDifficultObjectsAndTheirDetections() {
    // Two detections of the difficult object are first. Neither lowers the precision, and the
    // recall is 1 because the object is not one of the positives.
    EvaluationInput input =
        input(
            List.of(difficult(50, 0), marked(0, 0)),
            List.of(found(50, 0, 0.95), found(50, 0, 0.93), found(0, 0, 0.9)));

    VocClassMetrics ofClass = evaluate(ALL, input).perClass().get(0);
    assertThat(ofClass).isEqualTo(new VocClassMetrics(CAT, 1, 3, 1, 1));
  }

  @Test
  void detectionIsAssignedToTheDifficultObjectWithTheLargestOverlap() {
    // It overlaps the difficult object fully and the other one by 8/12: it is ignored.
    EvaluationInput input =
        input(List.of(marked(2, 0), difficult(0, 0)), List.of(found(0, 0, 0.9)));

    VocClassMetrics ofClass = evaluate(ALL, input).perClass().get(0);
    assertThat(ofClass.recall()).isZero();
    assertThat(ofClass.ap()).isZero();
  }

  @Test
  void matchesTheFirstOfObjectsWithEqualOverlap() {
    // Both objects overlap by 1/3; the first one is difficult, so the detection is ignored.
    EvaluationInput difficultFirst =
        input(List.of(difficult(0, 0), marked(10, 0)), List.of(found(5, 0, 0.9)));
    EvaluationInput difficultLast =
        input(List.of(marked(10, 0), difficult(0, 0)), List.of(found(5, 0, 0.9)));
    VocSettings third = ALL.withIouThreshold(0.3);

    assertThat(evaluate(third, difficultFirst).map()).isZero();
    assertThat(evaluate(third, difficultLast).map()).isEqualTo(1);
  }

  @Test
  void equalScoresKeepTheirOrder() {
    assertThat(
            evaluate(
                    ALL, input(List.of(marked(0, 0)), List.of(found(50, 0, 0.5), found(0, 0, 0.5))))
                .map())
        .isEqualTo(0.5);
    assertThat(
            evaluate(
                    ALL, input(List.of(marked(0, 0)), List.of(found(0, 0, 0.5), found(50, 0, 0.5))))
                .map())
        .isEqualTo(1);
  }

  @Test
  void scoreMustExceedTheThreshold() {
    EvaluationInput input =
        input(List.of(marked(0, 0)), List.of(found(0, 0, 0.5), found(50, 0, 0.75)));
    VocSettings settings =
        new VocSettings(AveragePrecision.ALL_POINT, 0.5, 0.5, 100, BoxSideConvention.EXCLUSIVE);

    VocClassMetrics ofClass = evaluate(settings, input).perClass().get(0);
    assertThat(ofClass).isEqualTo(new VocClassMetrics(CAT, 1, 1, 0, 0));
  }

  @Test
  void limitAppliesPerImageOverAllCategories() {
    // In image 7 two detections of another category have higher scores than the hit; the limit of
    // image 8 is separate.
    EvaluationInput input =
        new EvaluationInput(
            List.of(IMAGE, 8L),
            List.of(CAT, 4),
            List.of(marked(0, 0), new GroundTruthBox(8, CAT, 0, 0, 10, 10, 100, Set.of())),
            List.of(
                found(0, 0, 0.7),
                new ScoredBox(IMAGE, 4, 0, 0, 10, 10, 0.9),
                new ScoredBox(IMAGE, 4, 0, 0, 10, 10, 0.8),
                new ScoredBox(8, CAT, 0, 0, 10, 10, 0.1)));
    VocSettings two =
        new VocSettings(
            AveragePrecision.ALL_POINT,
            0.5,
            Double.NEGATIVE_INFINITY,
            2,
            BoxSideConvention.EXCLUSIVE);

    assertThat(evaluate(two, input).perClass().get(0).recall()).isEqualTo(0.5);
    assertThat(evaluate(ALL, input).perClass().get(0).recall()).isEqualTo(1);
  }

  @Test
  void inclusiveSidesAreOnePixelLonger() {
    // Boxes of x 0..8 and 0..4, y 0..8: 8·4 of 8·8 is 0.5; with the last pixel 9·5 of 9·9 is 5/9.
    EvaluationInput input =
        input(
            List.of(new GroundTruthBox(IMAGE, CAT, 0, 0, 8, 8, 64, Set.of())),
            List.of(new ScoredBox(IMAGE, CAT, 0, 0, 4, 8, 0.9)));
    VocSettings inclusive =
        new VocSettings(
            AveragePrecision.ALL_POINT, 0.55, 0, Integer.MAX_VALUE, BoxSideConvention.INCLUSIVE);

    assertThat(evaluate(inclusive, input).map()).isEqualTo(1);
    assertThat(evaluate(ALL.withIouThreshold(0.55), input).map()).isZero();
  }

  @Test
  void meanIgnoresCategoriesWithoutObjects() {
    EvaluationInput input =
        new EvaluationInput(
            List.of(IMAGE),
            List.of(CAT, 4, 5),
            List.of(
                marked(0, 0),
                new GroundTruthBox(
                    IMAGE, 5, 0, 0, 10, 10, 100, Set.of(Annotation.Trait.DIFFICULT))),
            List.of(found(0, 0, 0.9), new ScoredBox(IMAGE, 4, 0, 0, 10, 10, 0.9)));
    VocMetrics metrics = evaluate(ALL, input);

    assertThat(metrics.map()).isEqualTo(1);
    assertThat(metrics.perClass())
        .containsExactly(
            new VocClassMetrics(CAT, 1, 1, 1, 1),
            new VocClassMetrics(4, 0, 1, -1, -1),
            new VocClassMetrics(5, 0, 0, -1, -1));
  }

  @Test
  void mapIsZeroWithoutDetectionsAndMinusOneWithoutObjects() {
    assertThat(evaluate(ALL, input(List.of(marked(0, 0)), List.of())).map()).isZero();
    assertThat(evaluate(ELEVEN, input(List.of(marked(0, 0)), List.of())).map()).isZero();
    assertThat(evaluate(ALL, input(List.of(), List.of(found(0, 0, 0.9)))).map()).isEqualTo(-1);
    assertThat(evaluate(ALL, new EvaluationInput(List.of(), List.of(), List.of(), List.of())).map())
        .isEqualTo(-1);
  }

  @Test
  void boxesWithoutAreaOrWithNanAreFalsePositives() {
    // Two misses before the hit: precision 1/3 at recall 1/2; the flat object is never matched.
    EvaluationInput input =
        input(
            List.of(marked(0, 0), new GroundTruthBox(IMAGE, CAT, 50, 50, 0, 0, 0, Set.of())),
            List.of(
                new ScoredBox(IMAGE, CAT, 50, 50, 0, 0, 0.95),
                new ScoredBox(IMAGE, CAT, Double.NaN, 0, 10, 10, 0.93),
                found(0, 0, 0.9)));

    VocClassMetrics ofClass = evaluate(ALL, input).perClass().get(0);
    assertThat(ofClass.ap()).isCloseTo(1 / 6.0, within(1e-15));
    assertThat(ofClass.recall()).isEqualTo(0.5);
  }

  @Test
  void refusesInvalidSettings() {
    assertThatThrownBy(() -> ALL.withIouThreshold(0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> ALL.withIouThreshold(Double.NaN)).isInstanceOf(UserError.class);
    assertThatThrownBy(
            () ->
                new VocSettings(AveragePrecision.ALL_POINT, 0.5, 0, 0, BoxSideConvention.EXCLUSIVE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the limit is 0");
  }

  @Test
  void tableListsEachClassWithDashesForMissingNumbers() {
    EvaluationInput input =
        new EvaluationInput(
            List.of(IMAGE),
            List.of(0, 1),
            List.of(new GroundTruthBox(IMAGE, 0, 0, 0, 10, 10, 100, Set.of())),
            List.of(
                new ScoredBox(IMAGE, 0, 50, 0, 10, 10, 0.9),
                new ScoredBox(IMAGE, 0, 0, 0, 10, 10, 0.8)));
    VocMetrics metrics = evaluate(ELEVEN, input);

    assertThat(VocTable.summary(metrics)).isEqualTo("VOC mAP @[ IoU=0.50 | 11 points ] = 0.500\n");
    assertThat(VocTable.perClass(metrics, LabelMap.ofNames(List.of("platelet", "cell"))))
        .isEqualTo(
            """
            class     objects    found   recall       AP
            platelet        1        2    1.000    0.500
            cell            0        0        -        -
            """);
  }

  private static GroundTruthBox marked(double x, double y) {
    return new GroundTruthBox(IMAGE, CAT, x, y, 10, 10, 100, Set.of());
  }

  private static GroundTruthBox difficult(double x, double y) {
    return new GroundTruthBox(IMAGE, CAT, x, y, 10, 10, 100, Set.of(Annotation.Trait.DIFFICULT));
  }

  private static ScoredBox found(double x, double y, double score) {
    return new ScoredBox(IMAGE, CAT, x, y, 10, 10, score);
  }

  private static EvaluationInput input(List<GroundTruthBox> marked, List<ScoredBox> found) {
    return new EvaluationInput(List.of(IMAGE), List.of(CAT), marked, found);
  }

  private static VocMetrics evaluate(VocSettings settings, EvaluationInput input) {
    return new VocEvaluator(settings).evaluate(input);
  }
}
