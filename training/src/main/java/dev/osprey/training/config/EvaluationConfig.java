package dev.osprey.training.config;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.Metric;
import dev.osprey.evaluation.voc.VocSettings;
import java.util.Optional;

/**
 * The settings of evaluation during a run.
 *
 * @param everyEpochs number of epochs between evaluations; the last epoch is always evaluated
 * @param batchSize images in one forward pass
 * @param metric the metric whose mean over the classes selects the best weights; COCO's numbers are
 *     always logged
 * @param iouThreshold of VOC's metrics; COCO's metric uses ten thresholds
 */
public record EvaluationConfig(int everyEpochs, int batchSize, Metric metric, double iouThreshold) {
  public EvaluationConfig {
    if (everyEpochs < 1 || batchSize < 1) {
      throw new UserError(
          "evaluation: everyEpochs is "
              + everyEpochs
              + ", batchSize is "
              + batchSize
              + "; both are 1 or more");
    }
    CountLimit.BATCH.require("evaluation.batchSize", batchSize);
    if (!(iouThreshold > 0 && iouThreshold <= 1)) {
      throw new UserError("evaluation.iouThreshold is " + iouThreshold + "; it is in (0, 1]");
    }
  }

  /** The VOC settings if the metric is one of VOC's. */
  public Optional<VocSettings> voc() {
    return VocSettings.of(metric).map(settings -> settings.withIouThreshold(iouThreshold));
  }
}
