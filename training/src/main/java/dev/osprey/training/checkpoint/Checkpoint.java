package dev.osprey.training.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.MovingAverage;
import dev.osprey.training.loop.TrainingPosition;
import dev.osprey.training.loop.TrainingState;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.WeightsFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * {@code last.safetensors}, {@code best.safetensors} and {@code last.state.safetensors}: a run that
 * resumes from them gives the same bits as an uninterrupted one.
 *
 * <p>Model files are written next to the old ones, then the state, which names them by their
 * digests. Renaming the state commits all of them; the model files are renamed afterwards. A
 * failure before that rename leaves the old checkpoint unchanged. After a later crash, the next
 * save or resume completes the checkpoint ({@link CheckpointRecovery}). See
 * docs/adr/0012-run-folders.md.
 *
 * <p>A checkpoint belongs to one run; the run holds the folder's {@link RunLock}.
 */
public final class Checkpoint {
  static final String STEP_KEY = "step";

  private static final String OPTIMIZER = "optimizer/";
  private static final String AVERAGE = "average/";

  /** The models that a checkpoint contains. */
  enum Models {
    LAST,
    LAST_AND_BEST
  }

  /** A checkpoint that was read but is not applied yet. */
  public record Saved(RunConfig config, TrainingPosition position, int batchesPerEpoch) {}

  private final RunFolder folder;
  private final RunEnvironment environment;
  private final CheckpointRecovery recovery;
  private SavedFiles files = SavedFiles.UNKNOWN;

  /** Whether model files of the saved state still have to be renamed. */
  private boolean renamesPending;

  public Checkpoint(RunFolder folder, RunEnvironment environment) {
    this.folder = folder;
    this.environment = environment;
    this.recovery = new CheckpointRecovery(folder);
  }

  /**
   * Saves the state and replaces the previous checkpoint.
   *
   * @throws UserError if writing fails; the previous checkpoint is then unchanged
   */
  void save(TrainingState state, int batchesPerEpoch, Models models) {
    if (renamesPending) {
      finish();
    }
    try {
      files = write(state, batchesPerEpoch, models);
    } catch (UserError e) {
      recovery.discard(e);
      throw new UserError(
          "the checkpoint after step "
              + state.position().step()
              + " is not saved; "
              + (Files.exists(folder.lastState())
                  ? "the previous one is unchanged. "
                  : "there is no previous one. ")
              + e.getMessage(),
          e);
    }
    renamesPending = true;
    finish();
  }

  /** Renames the new model files, all of which belong to the saved state; others were removed. */
  private void finish() {
    for (Path next : new Path[] {folder.nextLast(), folder.nextBest()}) {
      if (Files.exists(next)) {
        CheckpointRecovery.rename(next, folder.named(next));
      }
    }
    renamesPending = false;
  }

  private SavedFiles write(TrainingState state, int batchesPerEpoch, Models models) {
    String last = writeLast(folder.nextLast(), state);
    String best =
        models == Models.LAST_AND_BEST ? writeBest(folder.nextBest(), state) : files.best();
    SavedFiles written = new SavedFiles(last, best);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    state.optimizer().state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    MovingAverage average = state.average();
    if (average != null) {
      average.weights().tensors().forEach((path, tensor) -> tensors.put(AVERAGE + path, tensor));
    }
    SafeTensorsWriter writer = new SafeTensorsWriter();
    WeightsFormat.add(writer, tensors);
    environment.addTo(writer);
    SavedState.describe(
        writer,
        ResumePosition.of(state, batchesPerEpoch),
        written,
        environment.computeEnvironment());
    writer.write(folder.lastState());
    return written;
  }

  /** Omits the golden request that doctor replays, because it would slow down each checkpoint. */
  private static String writeLast(Path file, TrainingState state) {
    ModelFile.writeWithoutGolden(
        file, state.detector().config(), state.labels(), state.weights(), summary(state));
    return FileSha256.of(file);
  }

  private static String writeBest(Path file, TrainingState state) {
    ModelFile.write(
        file, state.detector().config(), state.labels(), state.result(), summary(state));
    return FileSha256.of(file);
  }

  /** The summary of the training in a model file. */
  private static Map<String, String> summary(TrainingState state) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put(STEP_KEY, Long.toString(state.position().step()));
    summary.put("epochs", Integer.toString(state.position().epoch()));
    Double bestMap = state.best().map();
    if (bestMap != null) {
      summary.put("best_map", Double.toString(bestMap));
    }
    TrainedSizes sizes = state.sizes().sizes();
    if (sizes != null) {
      summary.put(TrainedSizes.KEY, sizes.toJson());
    }
    summary.put(RunConfig.SUMMARY_KEY, ConfigReader.toAsciiJson(state.config().tree()));
    return summary;
  }

  /**
   * Completes an interrupted checkpoint, removes files of killed processes, and reads the state.
   *
   * @param config of the resumed run; used if an older version did not save its settings
   * @param notes receives a line for each file that was completed or is damaged, and for each
   *     change since the save that changes the exact results of the run
   * @throws UserError if there is no checkpoint, or a file of it is damaged
   */
  public Saved recover(RunConfig config, Consumer<String> notes) {
    renameFirstStateOfOlderVersion();
    if (!Files.exists(folder.lastState())) {
      throw new UserError(
          folder.root()
              + " has no "
              + folder.lastState().getFileName()
              + ": the run has not saved a checkpoint yet. Delete the folder and start it again"
              + " without --resume");
    }
    try (SavedState saved = SavedState.open(folder)) {
      recovery.finish(saved, notes);
      recovery.clean();
      files = saved.files();
      environment
          .differences(saved)
          .forEach(difference -> notes.accept("not bit-identical from here: " + difference));
      ResumePosition position = saved.position();
      return new Saved(savedConfig(config), position.position(), position.batchesPerEpoch());
    }
  }

  /** Renames the state of a first checkpoint that an older version left without its final name. */
  private void renameFirstStateOfOlderVersion() {
    Path state = folder.nextLastState();
    if (!Files.exists(folder.lastState())
        && Files.isRegularFile(state)
        && Files.isRegularFile(folder.nextLast())) {
      CheckpointRecovery.rename(state, folder.lastState());
    }
  }

  private RunConfig savedConfig(RunConfig config) {
    try (ModelFile model = ModelFile.open(folder.last())) {
      String run = model.summary().get(RunConfig.SUMMARY_KEY);
      String source = folder.last() + " (run configuration)";
      return run == null
          ? config
          : RunConfig.read(ConfigReader.readJson(ObjectNode.class, run, source), source);
    }
  }

  /**
   * Reads the saved state after {@link #recover}.
   *
   * @param config of the run; its model must be the saved one
   * @throws UserError if the state does not fit the configuration
   */
  public TrainingState resume(
      RunConfig config, LabelMap labels, Engine engine, int batchesPerEpoch) {
    try (SavedState saved = SavedState.open(folder)) {
      Detector detector = config.model().create();
      Weights weights = weights(detector, labels, engine);
      TrainingState state = TrainingState.start(config, detector, labels, weights, batchesPerEpoch);
      try {
        restore(state, saved.position(), saved.tensors());
      } catch (RuntimeException e) {
        state.close();
        throw e;
      }
      return state;
    }
  }

  private Weights weights(Detector detector, LabelMap labels, Engine engine) {
    try (ModelFile model = ModelFile.open(folder.last())) {
      requireSameLabels(folder.last(), model.labels(), labels);
      return model.weights(detector.network(), engine);
    }
  }

  private static void requireSameLabels(Path file, LabelMap saved, LabelMap labels) {
    if (!saved.names().equals(labels.names())) {
      throw new UserError(
          file
              + " has the classes "
              + NameList.text(saved.names())
              + ", but the training images have "
              + NameList.text(labels.names())
              + "; resume with the data that the run was started with");
    }
  }

  private static void restore(TrainingState state, ResumePosition position, SafeTensors saved) {
    state.restore(position.position(), position.sums(), position.bestMap());
    if (position.sizes() != null) {
      state.restore(position.sizes());
    }
    state.schedule().restore(position.plateau());
    state.optimizer().restore(position.optimizerSteps(), name -> saved.floats(OPTIMIZER + name));
    MovingAverage average = state.average();
    if (average != null) {
      average
          .weights()
          .load(state.detector().network(), (path, parameter) -> saved.floats(AVERAGE + path));
    }
  }
}
