package dev.osprey.training.run;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.HoldOut;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.training.checkpoint.RunClaim;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.DataConfig;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.SettingNames;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.LabelAlignment;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.loop.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run with its data, loaders, state, standard listeners and folder. Closing it frees everything.
 * If another thread still trains, closing stops it after its step and waits for it. Closing from a
 * listener takes effect when the run ends.
 */
public final class TrainingRun implements AutoCloseable {

  /** Whether a run starts with new weights or resumes. */
  public enum Start {
    /** New weights, in a folder without a run. */
    FRESH,
    /** The saved position of the run in the folder. */
    RESUMED
  }

  /**
   * The splits of a run, both with the labels of the training split.
   *
   * @param warnings warnings of reading, one line each; they are written to {@code log.txt}
   */
  public record Splits(Dataset train, @Nullable Dataset validation, List<String> warnings) {
    public Splits {
      warnings = List.copyOf(warnings);
      if (train.size() == 0) {
        throw new UserError(train.name() + " has no images; there is nothing to train on");
      }
      if (train.labels().size() == 0) {
        throw new UserError(
            train.name() + " has no objects in any of its images, and so no classes to train");
      }
      validation = validation == null ? null : LabelAlignment.align(validation, train.labels());
    }

    public Splits(Dataset train, @Nullable Dataset validation) {
      this(train, validation, List.of());
    }

    /**
     * Reads the splits that a configuration names.
     *
     * @param seed seed that selects the held-back validation images
     * @param warnings receives one line for each kind of fault that was skipped, fixed or found
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

    private static Splits heldBack(Dataset images, double share, long seed) {
      HoldOut parts = HoldOut.of(images, share, seed);
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

  private final TrainingState state;
  private final Trainer trainer;
  private final RunClaim claim;
  private final OwnedParts parts;

  /**
   * @param parts closed after the state, which may be one of them
   */
  TrainingRun(TrainingState state, Trainer trainer, RunClaim claim, OwnedParts parts) {
    this.state = state;
    this.trainer = trainer;
    this.claim = claim;
    this.parts = parts;
    parts.release(state);
    state.afterClosing(this::closeOthers);
  }

  /**
   * Prepares a run. Its folder is locked until the run is closed: no other run, in this or another
   * process, can use it. The folder of a new run is created last and is removed if the run is
   * closed before its first step.
   *
   * <p>A resumed run completes an interrupted checkpoint and renames damaged logs. It reports
   * changed settings, data and versions to {@link Listener#onNote}.
   *
   * @param config its number of classes is replaced by that of the data
   * @param listeners called before the standard listeners
   * @param evaluating receives the progress of evaluations
   * @throws UserError if another run uses the folder; if a new run finds a saved one in it; if the
   *     files of a saved run are damaged or do not fit the configuration; if the configuration has
   *     a part that could not be read back from a model file
   */
  public static TrainingRun open(
      RunConfig config,
      Splits splits,
      RunFolder folder,
      Start start,
      List<Listener> listeners,
      DatasetDetections.Progress evaluating) {
    return new RunOpening(config, splits, folder, evaluating).open(start, listeners);
  }

  public Trainer trainer() {
    return trainer;
  }

  public TrainingState state() {
    return state;
  }

  /** Frees everything and releases the folder. Further calls do nothing. */
  @Override
  public void close() {
    trainer.requestStop();
    state.close();
  }

  private void closeOthers() {
    if (state.position().step() > 0) {
      claim.keep();
    }
    parts.close();
  }
}
