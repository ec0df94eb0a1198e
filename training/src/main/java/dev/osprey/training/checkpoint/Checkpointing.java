package dev.osprey.training.checkpoint;

import dev.osprey.training.EpochResult;
import dev.osprey.training.EvaluationResult;
import dev.osprey.training.Listener;
import dev.osprey.training.RunPlan;
import dev.osprey.training.StopReason;
import dev.osprey.training.TrainingState;
import dev.osprey.weights.ModelFile;
import org.jspecify.annotations.Nullable;

/**
 * Saves {@code last} after each epoch and when a run is interrupted, and {@code best} after each
 * evaluation that is better than all before. A run that evaluates nothing keeps its latest weights
 * as best.
 */
public final class Checkpointing implements Listener {
  private final RunFolder folder;
  private final Checkpoint checkpoint;
  private final int batchesPerEpoch;
  private @Nullable Double bestMap;

  public Checkpointing(RunFolder folder, int batchesPerEpoch) {
    this.folder = folder;
    this.checkpoint = new Checkpoint(folder);
    this.batchesPerEpoch = batchesPerEpoch;
  }

  @Override
  public void onStart(RunPlan plan, TrainingState state) {
    bestMap = state.bestMap();
  }

  @Override
  public void onEpochEnd(
      EpochResult epoch, @Nullable EvaluationResult evaluation, TrainingState state) {
    if (isBest(evaluation)) {
      // Before `last`: were it the other way round, a resumed run would know of a best model that
      // a crash between the two had kept from being written.
      ModelFile.write(
          folder.best(),
          state.detector().config(),
          state.labels(),
          state.result(),
          Checkpoint.summary(state));
      bestMap = evaluation == null ? null : Double.valueOf(evaluation.map());
    }
    checkpoint.save(state, batchesPerEpoch);
  }

  private boolean isBest(@Nullable EvaluationResult evaluation) {
    return evaluation == null ? bestMap == null : bestMap == null || evaluation.map() > bestMap;
  }

  @Override
  public void onStop(StopReason reason, TrainingState state) {
    if (reason == StopReason.INTERRUPTED) {
      checkpoint.save(state, batchesPerEpoch);
    }
  }
}
