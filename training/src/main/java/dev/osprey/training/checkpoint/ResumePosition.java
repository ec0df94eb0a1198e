package dev.osprey.training.checkpoint;

import dev.osprey.training.loop.EpochSums;
import dev.osprey.training.loop.ObjectSizeHistogram;
import dev.osprey.training.loop.TrainingPosition;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.training.schedule.PlateauState;
import org.jspecify.annotations.Nullable;

/**
 * The position from which a run resumes, without tensors.
 *
 * @param sizes sizes of the objects so far; null in states of older versions
 * @param batchesPerEpoch number of batches of an epoch, see {@link TrainingPosition#batch}
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
