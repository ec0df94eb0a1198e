package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import org.jspecify.annotations.Nullable;

/**
 * The best evaluation of a run so far. It alone decides which weights are the best: those with the
 * highest {@link EvaluationResult#map}, the earlier ones where two are equal; in a run that
 * evaluates nothing, the latest.
 */
public final class BestEvaluation {
  private @Nullable Double map;
  private @Nullable EvaluationResult result;
  private boolean ofLastEpoch;

  /** The highest {@link EvaluationResult#map}; absent before the first evaluation. */
  public @Nullable Double map() {
    return map;
  }

  /**
   * The evaluation with that mAP; absent before the first evaluation, and where an earlier process
   * evaluated what is still the best.
   */
  public @Nullable EvaluationResult result() {
    return result;
  }

  /** Whether the weights after the last epoch are the best so far. */
  public boolean isOfLastEpoch() {
    return ofLastEpoch;
  }

  /**
   * Compares the weights after an epoch with the best ones before.
   *
   * @param evaluation absent if the epoch was not evaluated
   */
  void update(@Nullable EvaluationResult evaluation) {
    Double before = map;
    if (evaluation == null) {
      ofLastEpoch = before == null;
      return;
    }
    ofLastEpoch = before == null || evaluation.map() > before;
    if (ofLastEpoch) {
      map = evaluation.map();
      result = evaluation;
    }
  }

  /** Continues from the mAP that a checkpoint holds. */
  void restore(@Nullable Double savedMap) {
    map = savedMap;
    result = null;
  }
}
