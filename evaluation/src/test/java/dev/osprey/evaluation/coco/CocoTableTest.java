package dev.osprey.evaluation.coco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.LabelMap;
import dev.osprey.evaluation.EvaluationInput;
import dev.osprey.evaluation.GroundTruthBox;
import dev.osprey.evaluation.ScoredBox;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CocoTableTest {
  @Test
  void listsEachClassByNameWithDashesForMissingNumbers() {
    CocoMetrics metrics =
        new CocoEvaluator(CocoSettings.standard())
            .evaluate(
                new EvaluationInput(
                    List.of(1L),
                    List.of(0, 1, 9),
                    List.of(new GroundTruthBox(1, 0, 0, 0, 10, 10, 100, Set.of())),
                    List.of(new ScoredBox(1, 0, 0, 0, 10, 5, 0.5))));

    assertThat(CocoTable.perClass(metrics, LabelMap.ofNames(List.of("platelet", "cell"))))
        .isEqualTo(
            """
            class     objects       AP     AP50     AP75    small   medium    large    AR100
            platelet        1    0.100    1.000    0.000    0.100        -        -    0.100
            cell            0        -        -        -        -        -        -        -
            9               0        -        -        -        -        -        -        -
            """);
  }

  @Test
  void shortensAndEscapesLongNames() {
    CocoMetrics metrics =
        new CocoEvaluator(CocoSettings.standard())
            .evaluate(
                new EvaluationInput(List.of(1L), List.of(0, 1, 2, 3, 4), List.of(), List.of()));
    List<String> names =
        List.of("a\nb", "箱 📦", "c".repeat(300) + "1", "c".repeat(300) + "2", "disc");

    assertThat(CocoTable.perClass(metrics, LabelMap.ofNames(names)).lines())
        .containsExactly(
            "class                           objects       AP     AP50     AP75    small   medium    large    AR100",
            "a\\nb                                  0        -        -        -        -        -        -        -",
            "箱 📦                                 0        -        -        -        -        -        -        -",
            "ccccccccccccccccccc…ccccccccc1        0        -        -        -        -        -        -        -",
            "ccccccccccccccccccc…ccccccccc2        0        -        -        -        -        -        -        -",
            "disc                                  0        -        -        -        -        -        -        -");
  }
}
