package dev.osprey.training;

import dev.osprey.core.UserError;

/**
 * Settings of evaluation during a run.
 *
 * @param everyEpochs the weights are evaluated after each so many epochs, and after the last one
 * @param batchSize pictures in one forward pass
 */
public record EvaluationConfig(int everyEpochs, int batchSize) {
  public EvaluationConfig {
    if (everyEpochs < 1 || batchSize < 1) {
      throw new UserError(
          "evaluation: everyEpochs is "
              + everyEpochs
              + ", batchSize is "
              + batchSize
              + "; both are 1 or more");
    }
  }
}
