package dev.osprey.evaluation.coco;

import static dev.osprey.evaluation.coco.OneImage.CAT;
import static dev.osprey.evaluation.coco.OneImage.IMAGE;
import static dev.osprey.evaluation.coco.OneImage.evaluate;
import static dev.osprey.evaluation.coco.OneImage.found;
import static dev.osprey.evaluation.coco.OneImage.input;
import static dev.osprey.evaluation.coco.OneImage.marked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.ScoredBox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CocoSettingsTest {

  @Test
  void usesOnlyTheHighestScoringDetectionsOfAnImage() {
    // Ten misses have higher scores than the hit, so the limit 100 includes it and 10 does not.
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
  void pooledCategoriesIgnoreLabels() {
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
  void otherThresholdsRangesAndLimitsHaveTheirOwnNumbersAndLines() {
    // IoU 60 / 100 = 0.6: a match at 0.5 and 0.6, not at 0.7; the mean is 2/3. The object of 10
    // pixels is "tiny" (up to 16), and no object is "huge" (from 16).
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
  void refusesNanScoresAndUnorderedSettings() {
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
}
