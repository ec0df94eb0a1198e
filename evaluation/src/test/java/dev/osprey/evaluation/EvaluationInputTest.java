package dev.osprey.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluationInputTest {
  private static final LabelMap LABELS =
      new LabelMap(List.of(new LabelMap.Category(18, "dog"), new LabelMap.Category(5, "plane")));

  @Test
  void categoriesAreLabelsAndTraitsAndAreasAreKept() {
    Annotation crowd =
        new Annotation(Box.ofXywh(1, 2, 30, 40), 0, 77, Set.of(Annotation.Trait.CROWD));
    EvaluationInput input =
        EvaluationInput.of(Map.of(4L, List.of(crowd), 2L, List.of()), Map.of(), LABELS);

    assertThat(input.imageIds()).containsExactly(2L, 4L);
    assertThat(input.categoryIds()).containsExactly(0, 1);
    assertThat(input.groundTruths())
        .containsExactly(
            new GroundTruthBox(4, 0, 1, 2, 30, 40, 77, Set.of(Annotation.Trait.CROWD)));
    assertThat(input.detections()).isEmpty();
  }

  @Test
  void sidesOfDetectionsAreFloatDifferences() {
    // float32(0.3) - float32(0.1) is 0.20000002 in float32; in float64 it would have more digits.
    Detections found =
        new Detections(new float[] {0.1f, 0.2f, 0.3f, 0.7f}, new float[] {0.9f}, new int[] {1});
    EvaluationInput input = EvaluationInput.of(Map.of(4L, List.of()), Map.of(4L, found), LABELS);

    assertThat(input.detections())
        .containsExactly(new ScoredBox(4, 1, 0.1f, 0.2f, 0.3f - 0.1f, 0.7f - 0.2f, 0.9f));
  }
}
