package dev.osprey.training.loop;

import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.data.loader.EpochBatches;
import dev.osprey.predict.Predictor;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.TrainingConfig;
import dev.osprey.training.evaluation.Evaluation;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.EpochResult.Place;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: takes the steps of each epoch, evaluates the weights, and decides when to
 * stop. Progress, log files and checkpoints are listeners.
 *
 * <p>{@link #run} may be called once. {@link #requestStop} may be called from any thread. Closing
 * the state waits until a run ends.
 */
public final class Trainer {

  /** Whether the duration of a run is estimated before it starts. */
  public enum Estimation {
    /** By a few trial steps whose weights are discarded. */
    MEASURED,
    NONE
  }

  private final RunConfig config;
  private final TrainingState state;
  private final BatchLoader loader;
  private final @Nullable Evaluation evaluation;
  private final List<Listener> listeners;
  private final LongSupplier nanoTime;
  private final TrainingStep step;
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private double learningRate;

  /**
   * @param state the starting state; the caller closes it
   * @param evaluation absent if the run evaluates nothing
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public Trainer(
      TrainingState state,
      BatchLoader loader,
      @Nullable Evaluation evaluation,
      List<Listener> listeners,
      LongSupplier nanoTime) {
    this.config = state.config();
    this.state = state;
    this.loader = loader;
    this.evaluation = evaluation;
    this.listeners = List.copyOf(listeners);
    this.nanoTime = nanoTime;
    step =
        new TrainingStep(state.detector(), state.weights(), state.optimizer(), config.training());
    learningRate = rate();
  }

  /**
   * Requests a stop: the current step is finished, then the run ends with {@link
   * StopReason#INTERRUPTED}. A run that has not started takes no step.
   */
  public void requestStop() {
    stopRequested.set(true);
  }

  /**
   * Trains until the end, the time limit, or a stop request.
   *
   * @throws dev.osprey.core.text.UserError if a loss is not finite or a listener fails because of a
   *     user's mistake
   */
  public StopReason run(Estimation estimation) {
    try (UseCount.Use use = state.use()) {
      return runListening(estimation);
    }
  }

  private StopReason runListening(Estimation estimation) {
    state.weights().engine().applyThreads();
    try {
      RunPlan plan = plan(estimation);
      listeners.forEach(listener -> listener.onStart(plan, state));
      StopReason reason = trainEpochs();
      listeners.forEach(listener -> listener.onStop(reason, state));
      return reason;
    } catch (RuntimeException | Error failure) {
      reportFailure(failure);
      throw failure;
    }
  }

  private void reportFailure(Throwable failure) {
    for (Listener listener : listeners) {
      try {
        listener.onStop(StopReason.FAILED, state);
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private RunPlan plan(Estimation estimation) {
    TrainingConfig training = config.training();
    RunEstimate estimate =
        estimation == Estimation.NONE
            ? null
            : new RunEstimator(state, loader, evaluation, nanoTime)
                .measure(listeners, stopRequested::get);
    return new RunPlan(
        training.epochs(),
        training.stepsPerEpoch(loader.batchesPerEpoch()),
        RunPlan.images(loader),
        state.position(),
        estimate);
  }

  private StopReason trainEpochs() {
    long start = nanoTime.getAsLong();
    while (state.position().epoch() < config.training().epochs()) {
      StopReason earlyEnd = trainSteps(start);
      if (earlyEnd == StopReason.INTERRUPTED) {
        return earlyEnd;
      }
      boolean complete = state.position().batch() >= loader.batchesPerEpoch();
      boolean last = earlyEnd != null || state.position().epoch() + 1 == config.training().epochs();
      StopReason end = endEpoch(complete, last ? Place.LAST : Place.BETWEEN);
      if (end != null) {
        return end;
      }
      if (earlyEnd != null) {
        return earlyEnd;
      }
    }
    return StopReason.COMPLETED;
  }

  /** Takes the remaining steps of the epoch. Returns the reason if it ends early, else null. */
  private @Nullable StopReason trainSteps(long start) {
    int total = loader.batchesPerEpoch();
    if (state.position().batch() >= total) {
      return null;
    }
    if (stopRequested.get()) {
      return StopReason.INTERRUPTED; // during the estimate or between two epochs
    }
    try (EpochBatches batches = loader.epoch(state.position().epoch(), state.position().batch())) {
      while (state.position().batch() < total) {
        int count = Math.min(config.training().accumulate(), total - state.position().batch());
        takeStep(batches, count);
        if (stopRequested.get()) {
          return StopReason.INTERRUPTED;
        }
        if (isOver(start)) {
          return StopReason.TIME_LIMIT;
        }
      }
    }
    return null;
  }

  private void takeStep(EpochBatches batches, int count) {
    long start = nanoTime.getAsLong();
    learningRate = rate();
    TrainingStep.Outcome outcome = step.run(batches, count, learningRate);
    TrainingPosition before = state.position();
    StepResult result =
        new StepResult(
            before.epoch() + 1,
            before.step() + 1,
            outcome.losses(),
            outcome.total(),
            learningRate,
            outcome.gradientNorm(),
            outcome.images().size(),
            (nanoTime.getAsLong() - start) / 1e9);
    state.afterStep(result, count, outcome.images());
    listeners.forEach(listener -> listener.onStep(result));
  }

  /**
   * Ends an epoch: evaluates, updates the schedule and informs the listeners.
   *
   * @return the reason why the run ends with this epoch, or null. If a stop was requested
   *     meanwhile, a resumed run repeats this method
   */
  private @Nullable StopReason endEpoch(boolean complete, Place place) {
    EpochResult epoch = EpochResult.of(state.position(), place, state.sums(), learningRate);
    EvaluationResult evaluated = evaluate(epoch);
    if (stopRequested.get()) {
      return StopReason.INTERRUPTED;
    }
    if (evaluated != null) {
      listeners.forEach(listener -> listener.onEvaluation(evaluated));
    }
    state.afterEvaluation(evaluated);
    if (complete) {
      state.schedule().observe(epoch.total(), evaluated == null ? null : evaluated.map());
      state.afterEpoch();
    }
    listeners.forEach(listener -> listener.onEpochEnd(epoch, evaluated, state));
    return evaluated != null && reachesGoal(evaluated) ? StopReason.GOAL_REACHED : null;
  }

  private boolean reachesGoal(EvaluationResult evaluated) {
    Double goal = config.training().stopAtMap50();
    return goal != null && evaluated.metrics().summary().ap50() >= goal;
  }

  /** Null if no evaluation is due, or if a stop request ended it. */
  private @Nullable EvaluationResult evaluate(EpochResult epoch) {
    if (evaluation == null || (epoch.place() != Place.LAST && !evaluation.isDue(epoch.epoch()))) {
      return null;
    }
    try (Predictor predictor = state.predictor()) {
      return evaluation.evaluate(predictor, epoch.epoch(), epoch.step(), stopRequested::get);
    }
  }

  private double rate() {
    return config.optimizer().learningRate() * state.schedule().factor(state.position().step());
  }

  private boolean isOver(long start) {
    Double minutes = config.training().maxMinutes();
    return minutes != null && nanoTime.getAsLong() - start >= minutes * TimeUnit.MINUTES.toNanos(1);
  }
}
