package dev.osprey.training.checkpoint;

import dev.osprey.training.EpochSums;
import dev.osprey.training.Position;
import dev.osprey.training.TrainingState;
import dev.osprey.training.schedule.PlateauState;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stood, without its tensors.
 *
 * @param batchesPerEpoch what {@link Position#batch} counts
 */
record Bookmark(
    Position position,
    EpochSums sums,
    @Nullable Double bestMap,
    PlateauState plateau,
    long optimizerSteps,
    int batchesPerEpoch) {

  static Bookmark of(TrainingState state, int batchesPerEpoch) {
    return new Bookmark(
        state.position(),
        state.sums(),
        state.bestMap(),
        state.schedule().state(),
        state.optimizer().steps(),
        batchesPerEpoch);
  }
}
