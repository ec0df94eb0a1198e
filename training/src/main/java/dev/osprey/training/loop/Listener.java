package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a run: progress, logs and checkpoints are listeners. Methods are called on
 * the training thread, between steps, in the order of the list of listeners; an exception ends the
 * run. An epoch ends with {@link #onEvaluation}, if it is evaluated, and {@link #onEpochEnd}.
 */
public interface Listener {

  /**
   * Called with a remark about the run, such as the source of its initial weights.
   *
   * @param text one line; called before {@link #onStart}
   */
  default void onNote(String text) {}

  /**
   * Called when a trial step begins, which measures how long the run will take and whose weights
   * are discarded; before {@link #onStart}.
   *
   * @param step index of the trial step, from 1
   * @param steps number of trial steps
   */
  default void onTrialStep(int step, int steps) {}

  /** Called before the first step. */
  default void onStart(RunPlan plan, TrainingState state) {}

  default void onStep(StepResult step) {}

  /** Called after the evaluation of an epoch's weights; {@link #onEpochEnd} follows. */
  default void onEvaluation(EvaluationResult evaluation) {}

  /**
   * Called when the epoch is complete. The state is then the one that a resumed run starts from.
   *
   * @param evaluation absent if the epoch was not evaluated
   */
  default void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {}

  /** Called after the last step, for any reason, also after a failure. */
  default void onStop(StopReason reason, TrainingState state) {}
}
