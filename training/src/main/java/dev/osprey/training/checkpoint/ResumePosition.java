package dev.osprey.training.checkpoint;

import dev.osprey.training.loop.EpochSums;
import dev.osprey.training.loop.ObjectSizeHistogram;
import dev.osprey.training.loop.TrainingPosition;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.training.schedule.PlateauState;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stood, without its tensors.
 *
 * @param sizes how large the objects so far were; null in states of older versions
 * @param batchesPerEpoch what {@link TrainingPosition#batch} counts
 */
record ResumePosition(
    TrainingPosition position,
    EpochSums sums,
    @Nullable Double bestMap,
    PlateauState plateau,
    @Nullable ObjectSizeHistogram sizes,
    long optimizerSteps,
    int batchesPerEpoch) {

  static ResumePosition of(TrainingState state, int batchesPerEpoch) {
    return new ResumePosition(
        state.position(),
        state.sums(),
        state.best().map(),
        state.schedule().state(),
        state.sizes(),
        state.optimizer().steps(),
        batchesPerEpoch);
  }
}
