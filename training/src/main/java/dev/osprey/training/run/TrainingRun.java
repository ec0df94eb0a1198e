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
     * @param seed decides which images a share for validation takes
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
   * @param parts that are closed after the state, which may be among them
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
   * Prepares a run. Its folder is locked until the run is closed: no other run, of this process or
   * another, can use it meanwhile. A new run's folder is made last, where it is missing, and is
   * removed when the run is closed before its first step.
   *
   * <p>A resumed run finishes a checkpoint that a crash cut short, sets damaged logs aside, and
   * notes in {@link Listener#onNote} which settings, data and versions are not those that it was
   * saved with.
   *
   * @param config its number of classes is replaced by the data's
   * @param listeners hear everything before the usual ones do
   * @param evaluating hears how far an evaluation is
   * @throws UserError where another run uses the folder; where a new run finds one in it; where a
   *     saved run's files are damaged or do not fit the configuration; where the configuration has
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

  /** Frees everything and releases the folder; again, it does nothing. */
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
