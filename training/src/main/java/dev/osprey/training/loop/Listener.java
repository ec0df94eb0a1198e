package dev.osprey.training.loop;

import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.evaluation.StopSignal;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a run: all that is not the loop itself is one of these. Methods are called
 * on the training thread, between steps, in the order in which listeners were given; what they
 * throw ends the run. An epoch ends in three calls: {@link #onEpochTrained}, {@link #onEvaluation}
 * if a listener measured something, {@link #onEpochEnd}.
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

  /**
   * The epoch's last step is done. A listener that measures the weights does it here and gives what
   * it found; null: it measured nothing, or was stopped by {@code stop}.
   */
  default @Nullable EvaluationResult onEpochTrained(
      EpochResult epoch, TrainingState state, StopSignal stop) {
    return null;
  }

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

  /**
   * What this listener will add to an epoch, on the average.
   *
   * @param secondsPerImage of a training step
   */
  default double estimatedSecondsPerEpoch(double secondsPerImage) {
    return 0;
  }
}
