package dev.osprey.training.evaluation;

import dev.osprey.data.loader.BatchLoader;
import dev.osprey.predict.Predictor;
import dev.osprey.training.config.EvaluationConfig;
import dev.osprey.training.loop.EpochResult;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.TrainingState;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the weights on the validation split: after each so many epochs, and after the last one.
 * It detects with a copy of the weights (of their moving average, where there is one) that has
 * everything folded, as a user will.
 */
public final class Evaluation implements Listener {
  private final EvaluationConfig config;
  private final BatchLoader loader;
  private final DatasetDetections.Progress progress;
  private final LongSupplier nanoTime;

  /**
   * @param loader of the validation split, labelled as the training split; the caller closes it
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public Evaluation(
      EvaluationConfig config,
      BatchLoader loader,
      DatasetDetections.Progress progress,
      LongSupplier nanoTime) {
    this.config = config;
    this.loader = loader;
    this.progress = progress;
    this.nanoTime = nanoTime;
  }

  @Override
  public @Nullable EvaluationResult onEpochTrained(
      EpochResult epoch, TrainingState state, StopSignal stop) {
    boolean due = epoch.epoch() % config.everyEpochs() == 0;
    if (!due && epoch.place() != EpochResult.Place.LAST) {
      return null;
    }
    long start = nanoTime.getAsLong();
    DatasetDetections found = find(state, stop);
    if (found == null) {
      return null;
    }
    return new EvaluationResult(
        epoch.epoch(),
        epoch.step(),
        found.evaluate(state.labels()),
        config.voc().map(voc -> found.evaluate(state.labels(), voc)).orElse(null),
        found.landmarkError().orElse(null),
        (nanoTime.getAsLong() - start) / 1e9);
  }

  private @Nullable DatasetDetections find(TrainingState state, StopSignal stop) {
    try (Predictor predictor =
        Predictor.of(state.detector(), state.labels(), state.result(), state.weights().engine())) {
      return DatasetDetections.find(predictor, loader, progress, stop);
    }
  }

  /** A forward pass is about a third of a training step. */
  @Override
  public double estimatedSecondsPerEpoch(double secondsPerImage) {
    return loader.dataset().size() * secondsPerImage / 3 / config.everyEpochs();
  }
}
