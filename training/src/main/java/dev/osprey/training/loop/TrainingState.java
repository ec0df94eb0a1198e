package dev.osprey.training.loop;

import dev.osprey.core.LabelMap;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.detection.Detector;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.TrainingConfig;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.optimizer.Optimizer;
import dev.osprey.training.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that changes in a run: weights, their moving average, optimiser, schedule, and where
 * it stands. Two runs of one configuration whose states are equal go on alike, to the bit. Owns its
 * parts; confined to the training thread, but for {@link #close}, which waits until a {@link
 * Trainer} of another thread ends.
 */
public final class TrainingState implements AutoCloseable {
  /** In a model file's summary, the complete configuration of its run. */
  public static final String RUN_KEY = "run";

  private final RunConfig config;
  private final Detector detector;
  private final LabelMap labels;
  private final Weights weights;
  private final @Nullable MovingAverage average;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final UseCount uses = new UseCount("the training", this::free);
  private Runnable alsoFrees = () -> {};
  private TrainingPosition position = TrainingPosition.START;
  private EpochSums sums = EpochSums.NONE;
  private ObjectSizeHistogram sizes;
  private @Nullable Double bestMap;

  private TrainingState(
      RunConfig config, Detector detector, LabelMap labels, Weights weights, int batchesPerEpoch) {
    this.config = config;
    this.detector = detector;
    this.labels = labels;
    this.weights = weights;
    sizes = ObjectSizeHistogram.none(labels.size());
    TrainingConfig training = config.training();
    average =
        training.averageDecay() == null
            ? null
            : new MovingAverage(detector.network(), weights, training.averageDecay());
    optimizer = config.optimizer().create(weights);
    schedule =
        new Schedule(config.schedule(), training.stepsPerEpoch(batchesPerEpoch), training.epochs());
  }

  /**
   * The state before the first step.
   *
   * @param weights to start from, of {@code detector}'s network; the state closes them
   */
  public static TrainingState start(
      RunConfig config, Detector detector, LabelMap labels, Weights weights, int batchesPerEpoch) {
    if (labels.size() != detector.config().classes()) {
      throw new IllegalArgumentException(
          labels.size() + " labels for a detector of " + detector.config().classes() + " classes");
    }
    return new TrainingState(config, detector, labels, weights, batchesPerEpoch);
  }

  /** The run's complete configuration. */
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

  /** Absent if the configuration asks for none. */
  public @Nullable MovingAverage average() {
    return average;
  }

  /** What the run is for: the moving average where there is one, else the weights. */
  public Weights result() {
    return average == null ? weights : average.weights();
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

  /** Of the epoch that is under way. */
  public EpochSums sums() {
    return sums;
  }

  /** How large the objects of all batches so far were. */
  public ObjectSizeHistogram sizes() {
    return sizes;
  }

  /** The best {@link EvaluationResult#map} so far; absent before the first evaluation. */
  public @Nullable Double bestMap() {
    return bestMap;
  }

  /**
   * Stands where another run stood; weights, average, optimiser and schedule are restored apart.
   */
  public void restore(
      TrainingPosition newPosition, EpochSums newSums, @Nullable Double newBestMap) {
    position = newPosition;
    sums = newSums;
    bestMap = newBestMap;
  }

  /** Goes on counting where another run stood. */
  public void restore(ObjectSizeHistogram counted) {
    sizes = counted;
  }

  /** Keeps everything until the use is closed. */
  UseCount.Use use() {
    return uses.enter();
  }

  /** Frees more at the same time as its own parts. */
  public void alsoFrees(Runnable more) {
    alsoFrees = more;
  }

  void afterStep(StepResult step, int batches, List<BatchImage> images) {
    sizes = sizes.plus(images);
    position = position.afterStep(batches);
    sums = sums.plus(step);
    if (average != null) {
      average.update(weights, position.step());
    }
  }

  void afterEvaluation(EvaluationResult evaluation) {
    if (bestMap == null || evaluation.map() > bestMap) {
      bestMap = evaluation.map();
    }
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
    optimizer.close();
    if (average != null) {
      average.close();
    }
    weights.close();
    alsoFrees.run();
  }
}
