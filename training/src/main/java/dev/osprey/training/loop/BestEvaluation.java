package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import org.jspecify.annotations.Nullable;

/**
 * The best evaluation of a run so far. It alone decides which weights are the best: those with the
 * highest {@link EvaluationResult#map}, the earlier ones if two are equal; in a run without
 * evaluation, the latest.
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
   * The evaluation with that mAP; absent before the first evaluation, and if it was computed by an
   * earlier process.
   */
  public @Nullable EvaluationResult result() {
    return result;
  }

  /** Whether the weights after the last epoch are the best so far. */
  public boolean isOfLastEpoch() {
    return ofLastEpoch;
  }

  /**
   * Compares the weights after an epoch with the previous best ones.
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

  /** Restores the mAP of a checkpoint. */
  void restore(@Nullable Double savedMap) {
    map = savedMap;
    result = null;
  }
}
