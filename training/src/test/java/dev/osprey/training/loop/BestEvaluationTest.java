package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.LabelMap;
import dev.osprey.data.Dataset;
import dev.osprey.evaluation.Metric;
import dev.osprey.evaluation.voc.VocClassMetrics;
import dev.osprey.evaluation.voc.VocMetrics;
import dev.osprey.evaluation.voc.VocSettings;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestEvaluationTest {
  private static final LabelMap LABELS = LabelMap.ofNames(List.of("cell"));

  private final BestEvaluation best = new BestEvaluation();

  @Test
  void keepsTheHighestMapAndTheEarlierOfTwoEqualOnes() {
    EvaluationResult first = evaluation(1, 0.5);
    EvaluationResult second = evaluation(2, 0.7);

    best.update(first);
    assertThat(best.isOfLastEpoch()).isTrue();
    best.update(second);
    assertThat(best.isOfLastEpoch()).isTrue();
    best.update(evaluation(3, 0.7));
    assertThat(best.isOfLastEpoch()).isFalse();
    best.update(evaluation(4, 0.6));

    assertThat(best.map()).isEqualTo(0.7);
    assertThat(best.result()).isSameAs(second);
  }

  @Test
  void latestWeightsAreTheBestWithoutEvaluation() {
    best.update(null);
    assertThat(best.isOfLastEpoch()).isTrue();
    best.update(null);
    assertThat(best.isOfLastEpoch()).isTrue();

    assertThat(best.map()).isNull();
  }

  @Test
  void epochWithoutEvaluationIsNotTheBest() {
    best.update(evaluation(1, 0.1));
    best.update(null);

    assertThat(best.isOfLastEpoch()).isFalse();
    assertThat(best.map()).isEqualTo(0.1);
  }

  @Test
  void savedMapIsComparedButHasNoResult() {
    best.restore(0.5);

    best.update(evaluation(2, 0.4));
    assertThat(best.isOfLastEpoch()).isFalse();
    assertThat(best.map()).isEqualTo(0.5);
    assertThat(best.result()).isNull();

    EvaluationResult better = evaluation(3, 0.6);
    best.update(better);
    assertThat(best.isOfLastEpoch()).isTrue();
    assertThat(best.result()).isSameAs(better);
  }

  /** With VOC's mAP, which takes precedence over COCO's. */
  private static EvaluationResult evaluation(int epoch, double map) {
    DatasetDetections found =
        DatasetDetections.find(
            images -> List.of(), new Dataset("empty", LABELS, List.of()), (done, images) -> {});
    VocSettings settings = VocSettings.of(Metric.VOC).orElseThrow();
    VocMetrics voc = new VocMetrics(settings, List.of(new VocClassMetrics(0, 1, 1, 1, map)));
    return new EvaluationResult(epoch, epoch, found, found.evaluate(LABELS), voc, null, 0);
  }
}
