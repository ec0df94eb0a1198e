package dev.osprey.training.checkpoint;

import dev.osprey.training.checkpoint.Checkpoint.Models;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * Saves {@code last} after each epoch and when a run is interrupted, and {@code best} when the
 * weights are the best so far.
 */
public final class Checkpointing implements Listener {
  private final Checkpoint checkpoint;
  private final int batchesPerEpoch;

  public Checkpointing(Checkpoint checkpoint, int batchesPerEpoch) {
    this.checkpoint = checkpoint;
    this.batchesPerEpoch = batchesPerEpoch;
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    boolean best = state.best().isOfLastEpoch();
    checkpoint.save(state, batchesPerEpoch, best ? Models.LAST_AND_BEST : Models.LAST);
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    if (reason == StopReason.INTERRUPTED) {
      checkpoint.save(state, batchesPerEpoch, Models.LAST);
    }
  }
}
