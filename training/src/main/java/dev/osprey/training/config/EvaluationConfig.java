package dev.osprey.training.config;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.evaluation.Metric;
import dev.osprey.evaluation.voc.VocSettings;
import java.util.Optional;

/**
 * Settings of evaluation during a run.
 *
 * @param everyEpochs the weights are evaluated after each so many epochs, and after the last one
 * @param batchSize images in one forward pass
 * @param metric whose mean over the classes says which weights are best; COCO's numbers are logged
 *     in any case
 * @param iouThreshold of VOC's metrics; COCO's has ten of its own
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

  /** VOC's settings, where the metric is one of VOC's. */
  public Optional<VocSettings> voc() {
    return VocSettings.of(metric).map(settings -> settings.withIouThreshold(iouThreshold));
  }
}
