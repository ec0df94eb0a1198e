package dev.osprey.training.loop;

import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.TrainingConfig;
import dev.osprey.training.evaluation.Evaluation;
import dev.osprey.training.evaluation.StopSignal;
import dev.osprey.training.optimizer.Optimizer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Estimates a run from a few trial steps whose weights are discarded. The run itself is not
 * affected, because its batches depend on the epoch alone.
 */
final class RunEstimator {
  /** The first step includes the one-time setup of libtorch. */
  private static final int STEPS = 3;

  private final TrainingState state;
  private final RunConfig config;
  private final BatchLoader loader;
  private final @Nullable Evaluation evaluation;
  private final LongSupplier nanoTime;

  RunEstimator(
      TrainingState state,
      BatchLoader loader,
      @Nullable Evaluation evaluation,
      LongSupplier nanoTime) {
    this.state = state;
    this.config = state.config();
    this.loader = loader;
    this.evaluation = evaluation;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs the trial steps.
   *
   * @return null if {@code stop} was requested meanwhile
   */
  @Nullable RunEstimate measure(List<Listener> listeners, StopSignal stop) {
    TrainingConfig training = config.training();
    long stepsPerEpoch = training.stepsPerEpoch(loader.batchesPerEpoch());
    Engine engine = state.weights().engine();
    long copies;
    OptionalDouble measured;
    try (Weights weights = Weights.initialize(state.detector().network(), engine, training.seed());
        Optimizer optimizer = config.optimizer().create(weights)) {
      TrainingStep step = new TrainingStep(state.detector(), weights, optimizer, training);
      measured = secondsPerStep(step, listeners, stop);
      copies = bytes(weights.tensors().values()) + bytes(optimizer.state().values());
    }
    if (measured.isEmpty()) {
      return null;
    }
    double secondsPerStep = measured.getAsDouble();
    double secondsPerImage = secondsPerStep * stepsPerEpoch / RunPlan.images(loader);
    double perEpoch = secondsPerStep * stepsPerEpoch;
    if (evaluation != null) {
      perEpoch += evaluation.estimatedSecondsPerEpoch(secondsPerImage);
    }
    double epochs = training.epochs() - state.position().step() / (double) stepsPerEpoch;
    double minutes = Math.max(0, epochs) * perEpoch / 60;
    Double limit = training.maxMinutes();
    return new RunEstimate(
        secondsPerStep, limit == null ? minutes : Math.min(limit, minutes), memory(copies));
  }

  private OptionalDouble secondsPerStep(
      TrainingStep step, List<Listener> listeners, StopSignal stop) {
    int batches = Math.min(config.training().accumulate(), loader.batchesPerEpoch());
    int steps = Math.min(STEPS, loader.batchesPerEpoch() / batches);
    double first = 0;
    double others = 0;
    try (EpochBatches epoch = loader.epoch(0)) {
      for (int i = 0; i < steps; i++) {
        if (stop.isRequested()) {
          return OptionalDouble.empty();
        }
        int number = i + 1;
        listeners.forEach(listener -> listener.onTrialStep(number, steps));
        double seconds = seconds(step, epoch, batches);
        first = i == 0 ? seconds : first;
        others += i == 0 ? 0 : seconds;
      }
    }
    return OptionalDouble.of(steps == 1 ? first : others / (steps - 1));
  }

  private double seconds(TrainingStep step, EpochBatches epoch, int batches) {
    long start = nanoTime.getAsLong();
    var unused = step.run(epoch, batches, 0);
    return (nanoTime.getAsLong() - start) / 1e9;
  }

  /** Subtracts the weights and optimiser of the trial, which the run does not need. */
  private static @Nullable Long memory(long copies) {
    OptionalLong peak = ResidentMemory.peak();
    return peak.isPresent() ? Long.valueOf(Math.max(0, peak.getAsLong() - copies)) : null;
  }

  private static long bytes(Iterable<Tensor> tensors) {
    long bytes = 0;
    for (Tensor tensor : tensors) {
      bytes += tensor.numel() * Float.BYTES;
    }
    return bytes;
  }
}
