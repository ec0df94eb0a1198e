package dev.osprey.training.loop;

import dev.osprey.core.LabelMap;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.Detector;
import dev.osprey.predict.Predictor;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.TrainingConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.optimizer.Optimizer;
import dev.osprey.training.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that changes in a run: weights, their moving average, optimiser, schedule and
 * position. Two runs with the same configuration and equal states continue with the same bits. Owns
 * its parts. Confined to the training thread except for {@link #close}, which waits until a {@link
 * Trainer} of another thread ends.
 */
public final class TrainingState implements AutoCloseable {
  private final RunConfig config;
  private final Detector detector;
  private final LabelMap labels;
  private final Weights weights;
  private final @Nullable MovingAverage average;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final UseCount uses = new UseCount("the training", this::free);
  private Runnable afterClosing = () -> {};
  private TrainingPosition position = TrainingPosition.START;
  private EpochSums sums = EpochSums.NONE;
  private ObjectSizeHistogram sizes;
  private final BestEvaluation best = new BestEvaluation();

  /** The parts that hold native memory. */
  private record Owned(Weights weights, @Nullable MovingAverage average, Optimizer optimizer) {}

  private TrainingState(
      RunConfig config, Detector detector, LabelMap labels, Owned owned, Schedule schedule) {
    this.config = config;
    this.detector = detector;
    this.labels = labels;
    this.weights = owned.weights;
    this.average = owned.average;
    this.optimizer = owned.optimizer;
    this.schedule = schedule;
    sizes = ObjectSizeHistogram.none(labels.size());
  }

  /**
   * The state before the first step.
   *
   * @param weights the initial weights of {@code detector}'s network; the state closes them, also
   *     if it cannot be created
   */
  public static TrainingState start(
      RunConfig config, Detector detector, LabelMap labels, Weights weights, int batchesPerEpoch) {
    MovingAverage average = null;
    try {
      requireClasses(detector, labels);
      TrainingConfig training = config.training();
      Schedule schedule =
          new Schedule(
              config.schedule(), training.stepsPerEpoch(batchesPerEpoch), training.epochs());
      Double decay = training.averageDecay();
      average = decay == null ? null : new MovingAverage(detector.network(), weights, decay);
      Owned owned = new Owned(weights, average, config.optimizer().create(weights));
      return new TrainingState(config, detector, labels, owned, schedule);
    } catch (RuntimeException | Error e) {
      if (average != null) {
        average.close();
      }
      weights.close();
      throw e;
    }
  }

  private static void requireClasses(Detector detector, LabelMap labels) {
    if (labels.size() != detector.config().classes()) {
      throw new IllegalArgumentException(
          labels.size() + " labels for a detector of " + detector.config().classes() + " classes");
    }
  }

  /** The complete configuration of the run. */
  public RunConfig config() {
    return config;
  }

  public Detector detector() {
    return detector;
  }

  public LabelMap labels() {
    return labels;
  }

  /** The weights that the optimiser changes. */
  public Weights weights() {
    return weights;
  }

  /** The moving average; absent if the configuration has none. */
  public @Nullable MovingAverage average() {
    return average;
  }

  /**
   * The weights that the run produces: the moving average if there is one, else the trained
   * weights.
   */
  public Weights result() {
    return average == null ? weights : average.weights();
  }

  /**
   * A predictor with a copy of {@link #result} whose layers are folded, as in inference; the caller
   * closes it.
   */
  public Predictor predictor() {
    return Predictor.of(detector, labels, result(), weights.engine());
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  public Schedule schedule() {
    return schedule;
  }

  public TrainingPosition position() {
    return position;
  }

  /** The sums of the current epoch. */
  public EpochSums sums() {
    return sums;
  }

  /** The sizes of the objects of all batches so far. */
  public ObjectSizeHistogram sizes() {
    return sizes;
  }

  /** The best evaluation so far. */
  public BestEvaluation best() {
    return best;
  }

  /**
   * Restores position and sums of another run; weights, average, optimiser and schedule are
   * restored separately.
   */
  public void restore(TrainingPosition newPosition, EpochSums newSums, @Nullable Double bestMap) {
    position = newPosition;
    sums = newSums;
    best.restore(bestMap);
  }

  /** Restores the histogram of another run. */
  public void restore(ObjectSizeHistogram counted) {
    sizes = counted;
  }

  /** Keeps all parts open until the use is closed. */
  UseCount.Use use() {
    return uses.enter();
  }

  /** Runs {@code action} once this state is closed and no longer in use. */
  public void afterClosing(Runnable action) {
    afterClosing = action;
  }

  void afterStep(StepResult step, int batches, List<LabelledImage> images) {
    sizes = sizes.plus(images);
    position = position.afterStep(batches);
    sums = sums.plus(step);
    if (average != null) {
      average.update(weights, position.step());
    }
  }

  /** Records the evaluation of an epoch; absent if it was not evaluated. */
  void afterEvaluation(@Nullable EvaluationResult evaluation) {
    best.update(evaluation);
  }

  void afterEpoch() {
    position = position.afterEpoch();
    sums = EpochSums.NONE;
  }

  @Override
  public void close() {
    uses.close();
  }

  private void free() {
    try (weights;
        average;
        optimizer) {
      // closed from last to first, even if closing one of them fails
    } finally {
      afterClosing.run();
    }
  }
}
