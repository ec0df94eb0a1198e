package dev.osprey.training.checkpoint;

import dev.osprey.training.EpochSums;
import dev.osprey.training.Position;
import dev.osprey.training.SizeCounts;
import dev.osprey.training.TrainingState;
import dev.osprey.training.schedule.PlateauState;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stood, without its tensors.
 *
 * @param sizes how large the objects so far were; null in states of older versions
 * @param batchesPerEpoch what {@link Position#batch} counts
 */
record Bookmark(
    Position position,
    EpochSums sums,
    @Nullable Double bestMap,
    PlateauState plateau,
    @Nullable SizeCounts sizes,
    long optimizerSteps,
    int batchesPerEpoch) {

  static Bookmark of(TrainingState state, int batchesPerEpoch) {
    return new Bookmark(
        state.position(),
        state.sums(),
        state.best().map(),
        state.schedule().state(),
        state.sizes(),
        state.optimizer().steps(),
        batchesPerEpoch);
  }
}
