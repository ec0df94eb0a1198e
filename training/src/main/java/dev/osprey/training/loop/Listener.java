package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a run: progress, logs and checkpoints are listeners. Methods are called on
 * the training thread, between steps, in the order in which listeners were given; an exception ends
 * the run. An epoch ends with {@link #onEvaluation}, if it is evaluated, and {@link #onEpochEnd}.
 */
public interface Listener {

  /**
   * Something about the run is worth knowing, such as what its weights start from.
   *
   * @param text a line, before {@link #onStart}
   */
  default void onNote(String text) {}

  /**
   * A step begins that measures how long the run will take, on weights that are thrown away; before
   * {@link #onStart}.
   *
   * @param step 1 for the first
   * @param steps how many there are
   */
  default void onTrialStep(int step, int steps) {}

  /** Before the first step. */
  default void onStart(RunPlan plan, TrainingState state) {}

  default void onStep(StepResult step) {}

  /** The weights after an epoch were evaluated; {@link #onEpochEnd} follows. */
  default void onEvaluation(EvaluationResult evaluation) {}

  /**
   * The epoch is complete, and the state stands where a resumed run would begin.
   *
   * @param evaluation absent if the epoch was not evaluated
   */
  default void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {}

  /** After the last step, whatever the reason; also after a failure. */
  default void onStop(StopReason reason, TrainingState state) {}
}
