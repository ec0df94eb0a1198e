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
 * {@code last.safetensors}, {@code best.safetensors} and {@code last.state.safetensors}: from them
 * a run goes on with the same bits as if it had never stopped.
 *
 * <p>Model files are written beside the old ones, then the state, which names them by their
 * digests. The state's rename is the one moment at which all of them count; the model files are
 * renamed after it. A failure before leaves the old checkpoint, a crash after is finished by the
 * next save or resume ({@link CheckpointRecovery}). See docs/adr/0012-run-folders.md.
 *
 * <p>A checkpoint belongs to one run; the run holds the folder's {@link RunLock}.
 */
public final class Checkpoint {
  static final String STEP_KEY = "step";

  private static final String OPTIMIZER = "optimizer/";
  private static final String AVERAGE = "average/";

  /** Which models a checkpoint holds. */
  enum Models {
    LAST,
    LAST_AND_BEST
  }

  /** What was saved, before any of it is used. */
  public record Saved(RunConfig config, TrainingPosition position, int batchesPerEpoch) {}

  private final RunFolder folder;
  private final RunEnvironment surroundings;
  private final CheckpointRecovery recovery;
  private SavedFiles files = SavedFiles.UNKNOWN;

  /** Whether model files of the saved state are not yet under their names. */
  private boolean unfinished;

  public Checkpoint(RunFolder folder, RunEnvironment surroundings) {
    this.folder = folder;
    this.surroundings = surroundings;
    this.recovery = new CheckpointRecovery(folder);
  }

  /**
   * Saves the state, replacing what was saved before.
   *
   * @throws UserError where the disk does not take it; what was saved before is then unchanged
   */
  void save(TrainingState state, int batchesPerEpoch, Models models) {
    if (unfinished) {
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
                  ? "the one before it is still there. "
                  : "there is none before it. ")
              + e.getMessage(),
          e);
    }
    unfinished = true;
    finish();
  }

  /** What lies beside belongs to the saved state: it was written with it, or was removed. */
  private void finish() {
    for (Path next : new Path[] {folder.nextLast(), folder.nextBest()}) {
      if (Files.exists(next)) {
        CheckpointRecovery.rename(next, folder.named(next));
      }
    }
    unfinished = false;
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
    surroundings.addTo(writer);
    SavedState.describe(
        writer, ResumePosition.of(state, batchesPerEpoch), written, surroundings.origin());
    writer.write(folder.lastState());
    return written;
  }

  /** Written at each checkpoint, so without the golden request that doctor replays. */
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

  /** What a model file tells of the training. */
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
   * Finishes a checkpoint that was cut short, removes what killed processes left, and reads what
   * was saved.
   *
   * @param config of the run that goes on, for what an older version did not save
   * @param notes takes a line for each thing that was finished, is damaged, or is not as it was
   *     saved, so that the run does not go on with the same bits
   * @throws UserError where there is no checkpoint, or a file of it is damaged
   */
  public Saved recover(RunConfig config, Consumer<String> notes) {
    adoptFirstOfOlderVersion();
    if (!Files.exists(folder.lastState())) {
      throw new UserError(
          folder.root()
              + " has no "
              + folder.lastState().getFileName()
              + ": the run saved nothing yet. Delete the folder and start it again without"
              + " --resume");
    }
    try (SavedState saved = SavedState.open(folder)) {
      recovery.finish(saved, notes);
      recovery.clean();
      files = saved.files();
      surroundings
          .differences(saved)
          .forEach(difference -> notes.accept("not bit-identical from here: " + difference));
      ResumePosition bookmark = saved.bookmark();
      return new Saved(savedConfig(config), bookmark.position(), bookmark.batchesPerEpoch());
    }
  }

  /** Older versions renamed the state second, so that a first checkpoint could lack its name. */
  private void adoptFirstOfOlderVersion() {
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
   * The state that was saved, after {@link #recover}.
   *
   * @param config of the run; what it says of the model must be what was saved
   * @throws UserError where it does not fit the configuration
   */
  public TrainingState resume(
      RunConfig config, LabelMap labels, Engine engine, int batchesPerEpoch) {
    try (SavedState saved = SavedState.open(folder)) {
      Detector detector = config.model().create();
      Weights weights = weights(detector, labels, engine);
      TrainingState state = TrainingState.start(config, detector, labels, weights, batchesPerEpoch);
      try {
        restore(state, saved.bookmark(), saved.tensors());
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
              + " knows the classes "
              + NameList.text(saved.names())
              + ", the training images have "
              + NameList.text(labels.names())
              + "; resume with the data that the run was started with");
    }
  }

  private static void restore(TrainingState state, ResumePosition bookmark, SafeTensors saved) {
    state.restore(bookmark.position(), bookmark.sums(), bookmark.bestMap());
    if (bookmark.sizes() != null) {
      state.restore(bookmark.sizes());
    }
    state.schedule().restore(bookmark.plateau());
    state.optimizer().restore(bookmark.optimizerSteps(), name -> saved.floats(OPTIMIZER + name));
    MovingAverage average = state.average();
    if (average != null) {
      average
          .weights()
          .load(state.detector().network(), (path, parameter) -> saved.floats(AVERAGE + path));
    }
  }
}
