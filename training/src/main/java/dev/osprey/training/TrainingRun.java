package dev.osprey.training;

import dev.osprey.core.IoReason;
import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.HoldOut;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.DatasetSource;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import dev.osprey.training.checkpoint.Checkpoint;
import dev.osprey.training.checkpoint.Checkpointing;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.log.LogFile;
import dev.osprey.training.log.MetricsCsv;
import dev.osprey.training.log.MetricsJsonl;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run with all that belongs to it: data, loaders, state, the usual listeners, and its folder.
 * Closing it frees everything; where another thread still trains, it is asked to stop after its
 * step, and waited for. Closing from a listener frees when the run ends.
 */
public final class TrainingRun implements AutoCloseable {

  /** Where a run begins. */
  public enum Start {
    /** With new weights, in a folder that holds no run. */
    FRESH,
    /** Where the run in the folder was saved. */
    RESUMED
  }

  /**
   * The splits of a run, both with the training split's labels.
   *
   * @param warnings what was noticed while they were read, a line each; goes to {@code log.txt}
   */
  public record Splits(Dataset train, @Nullable Dataset validation, List<String> warnings) {
    public Splits {
      warnings = List.copyOf(warnings);
      if (train.size() == 0) {
        throw new UserError(train.name() + " has no pictures; there is nothing to train on");
      }
      if (train.labels().size() == 0) {
        throw new UserError(
            train.name() + " has no objects in any of its pictures, and so no classes to train");
      }
      validation = validation == null ? null : LabelAlignment.align(validation, train.labels());
    }

    public Splits(Dataset train, @Nullable Dataset validation) {
      this(train, validation, List.of());
    }

    /**
     * Reads the splits that a configuration names.
     *
     * @param seed decides which pictures a share for validation takes
     * @param warnings takes one line for each kind of thing that is left out, mended or odd
     */
    public static Splits read(DataConfig config, long seed, Consumer<String> warnings) {
      List<String> all = new ArrayList<>();
      Consumer<String> both = warnings.andThen(all::add);
      Dataset train = readTraining(config, both);
      DatasetSource source = config.validation();
      Splits read =
          source == null
              ? new Splits(train, null)
              : source.share() == null
                  ? new Splits(train, read("data.validation", source, both))
                  : heldBack(train, source.share(), seed);
      SplitReview.review(read.train, read.validation, both);
      return new Splits(read.train, read.validation, all);
    }

    private static Splits heldBack(Dataset pictures, double share, long seed) {
      HoldOut parts = HoldOut.of(pictures, share, seed);
      return new Splits(parts.train(), parts.heldBack());
    }

    /** Reads the training split alone. */
    public static Dataset readTraining(DataConfig config, Consumer<String> warnings) {
      return read("data.train", config.requireTrain(), warnings);
    }

    private static Dataset read(String key, DatasetSource source, Consumer<String> warnings) {
      try {
        return DatasetFormats.read(
            source, warning -> warnings.accept(SettingNames.in(key, warning)));
      } catch (UserError e) {
        throw SettingNames.in(key, e);
      }
    }
  }

  private final BatchLoader trainLoader;
  private final @Nullable BatchLoader validationLoader;
  private final TrainingState state;
  private final Trainer trainer;

  private TrainingRun(
      BatchLoader trainLoader,
      @Nullable BatchLoader validationLoader,
      TrainingState state,
      Trainer trainer) {
    this.trainLoader = trainLoader;
    this.validationLoader = validationLoader;
    this.state = state;
    this.trainer = trainer;
    state.alsoFrees(this::closeLoaders);
  }

  /**
   * Prepares a run.
   *
   * @param config its number of classes is replaced by the data's
   * @param listeners hear everything before the usual ones do
   * @param evaluating hears how far an evaluation is
   */
  public static TrainingRun open(
      RunConfig config,
      Splits splits,
      RunFolder folder,
      Start start,
      List<Listener> listeners,
      DatasetDetections.Progress evaluating) {
    LabelMap labels = splits.train().labels();
    RunConfig resolved = config.withClasses(labels.size());
    if (start == Start.FRESH) {
      requireEmpty(folder);
    } else {
      requireSameMetric(resolved, folder);
    }
    BatchLoader trainLoader =
        new BatchLoader(
            splits.train(),
            resolved.model().preprocessing(),
            resolved.augmentations(),
            resolved.training().loader());
    BatchLoader validationLoader = validationLoader(resolved, splits.validation());
    try {
      int batches = requireBatches(trainLoader);
      Engine engine = resolved.engine().engine();
      List<String> notes = new ArrayList<>();
      TrainingState state =
          start == Start.FRESH
              ? fresh(resolved, labels, engine, batches, notes::add)
              : new Checkpoint(folder).resume(resolved, labels, engine, batches);
      writeConfig(resolved, folder);
      List<Listener> all = new ArrayList<>(listeners);
      LogFile log = new LogFile(folder.log(), Clock.systemUTC());
      splits.warnings().forEach(warning -> log.onNote("warning: " + warning));
      SplitText.lines(splits).forEach(log::onNote);
      all.add(log);
      all.add(new MetricsCsv(folder.metricsCsv(), resolved.evaluation().metric()));
      all.add(new MetricsJsonl(folder.metricsJsonl()));
      if (validationLoader != null) {
        all.add(
            new Evaluation(resolved.evaluation(), validationLoader, evaluating, System::nanoTime));
      }
      all.add(new Checkpointing(folder, batches));
      notes.forEach(note -> all.forEach(listener -> listener.onNote(note)));
      Trainer trainer = new Trainer(resolved, state, trainLoader, all, System::nanoTime);
      return new TrainingRun(trainLoader, validationLoader, state, trainer);
    } catch (RuntimeException e) {
      trainLoader.close();
      if (validationLoader != null) {
        validationLoader.close();
      }
      throw e;
    }
  }

  private static TrainingState fresh(
      RunConfig config, LabelMap labels, Engine engine, int batches, Consumer<String> notes) {
    engine.applyThreads();
    Detector detector = config.model().create();
    Weights weights = PretrainedWeights.of(config, detector, engine, notes);
    return TrainingState.start(config, detector, labels, weights, batches);
  }

  private static @Nullable BatchLoader validationLoader(
      RunConfig config, @Nullable Dataset validation) {
    return validation == null
        ? null
        : new BatchLoader(
            validation,
            config.model().preprocessing(),
            List.of(),
            config.training().evaluationLoader(config.evaluation().batchSize()));
  }

  private static void requireEmpty(RunFolder folder) {
    if (Files.exists(folder.lastState())) {
      throw new UserError(
          folder.root()
              + " holds a run already. Resume it with --resume "
              + folder.root()
              + ", or choose another folder with --out");
    }
  }

  /** What was best by one metric cannot be compared with what is best by another. */
  private static void requireSameMetric(RunConfig config, RunFolder folder) {
    if (!Files.exists(folder.config())) {
      return;
    }
    RunConfig saved =
        RunConfig.read(ConfigReader.parse(folder.config()), folder.config().toString());
    if (!saved.evaluation().voc().equals(config.evaluation().voc())) {
      throw new UserError(
          folder.root()
              + ": its best weights were chosen by "
              + text(saved.evaluation())
              + ", now it is "
              + text(config.evaluation())
              + "; resume with the metric that the run was started with");
    }
  }

  private static String text(EvaluationConfig evaluation) {
    String metric = evaluation.metric().name().toLowerCase(Locale.ROOT);
    return evaluation.voc().map(voc -> metric + " at IoU " + voc.iouThreshold()).orElse(metric);
  }

  private static int requireBatches(BatchLoader loader) {
    if (loader.batchesPerEpoch() == 0) {
      throw new UserError(
          loader.dataset().size()
              + " training pictures do not fill one batch of "
              + loader.settings().batchSize()
              + (loader.settings().aspectRatioGroups() == null ? "" : " in any aspect ratio group")
              + "; lower training.batchSize or set training.lastBatch: keep");
    }
    return loader.batchesPerEpoch();
  }

  private static void writeConfig(RunConfig config, RunFolder folder) {
    try {
      Files.writeString(folder.config(), ConfigReader.toYaml(config.tree()));
    } catch (IOException e) {
      throw new UserError(
          folder.config()
              + " cannot be written: "
              + IoReason.of(e)
              + "; free space or check the folder's permissions",
          e);
    }
  }

  public Trainer trainer() {
    return trainer;
  }

  public TrainingState state() {
    return state;
  }

  @Override
  public void close() {
    trainer.requestStop();
    state.close();
  }

  private void closeLoaders() {
    trainLoader.close();
    if (validationLoader != null) {
      validationLoader.close();
    }
  }
}
