package dev.osprey.training.checkpoint;

import dev.osprey.core.IoReason;
import dev.osprey.core.LabelMap;
import dev.osprey.core.NameList;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import dev.osprey.training.MovingAverage;
import dev.osprey.training.Position;
import dev.osprey.training.RunConfig;
import dev.osprey.training.TrainingState;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.WeightsFormat;
import dev.osprey.weights.safetensors.SafeTensors;
import dev.osprey.weights.safetensors.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The pair {@code last.safetensors} and {@code last.state.safetensors}: from it a run goes on with
 * the same bits as if it had never stopped.
 *
 * <p>Both files are written beside the old ones and renamed when both are complete, the state
 * first. A failure while writing leaves the old pair. A crash between the two renames leaves the
 * new model beside the old one, where resuming finds it by its step.
 */
public final class Checkpoint {
  private static final String FORMAT_KEY = "osprey.state.format";
  private static final String FORMAT = "1";
  private static final String BOOKMARK_KEY = "osprey.state";
  private static final String STEP_KEY = "step";
  private static final String OPTIMIZER = "optimizer/";
  private static final String AVERAGE = "average/";

  private final RunFolder folder;

  public Checkpoint(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Saves the state, replacing what was saved before.
   *
   * @throws UserError where the disk does not take it; what was saved before is then unchanged
   */
  public void save(TrainingState state, int batchesPerEpoch) {
    try {
      write(state, batchesPerEpoch);
    } catch (UserError e) {
      deleteAfter(e, folder.nextLast());
      deleteAfter(e, folder.nextLastState());
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
  }

  private void write(TrainingState state, int batchesPerEpoch) {
    ModelFile.write(
        folder.nextLast(),
        state.detector().config(),
        state.labels(),
        state.weights(),
        summary(state));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    state.optimizer().state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    MovingAverage average = state.average();
    if (average != null) {
      average.weights().tensors().forEach((path, tensor) -> tensors.put(AVERAGE + path, tensor));
    }
    SafeTensorsWriter writer =
        new SafeTensorsWriter()
            .metadata(FORMAT_KEY, FORMAT)
            .metadata(BOOKMARK_KEY, ConfigReader.toAsciiJson(Bookmark.of(state, batchesPerEpoch)));
    WeightsFormat.add(writer, tensors);
    writer.write(folder.nextLastState());
    rename(folder.nextLastState(), folder.lastState());
    rename(folder.nextLast(), folder.last());
  }

  /** What a model file tells of the training. */
  static Map<String, String> summary(TrainingState state) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put(STEP_KEY, Long.toString(state.position().step()));
    summary.put("epochs", Integer.toString(state.position().epoch()));
    Double bestMap = state.bestMap();
    if (bestMap != null) {
      summary.put("best_map", Double.toString(bestMap));
    }
    TrainedSizes sizes = state.sizes().sizes();
    if (sizes != null) {
      summary.put(TrainedSizes.KEY, sizes.toJson());
    }
    summary.put(TrainingState.RUN_KEY, ConfigReader.toAsciiJson(state.config().tree()));
    return summary;
  }

  /**
   * The state that was saved.
   *
   * @param config of the run; what it says of the model must be what was saved
   * @throws UserError where there is none, or where it does not fit the configuration
   */
  public TrainingState resume(
      RunConfig config, LabelMap labels, Engine engine, int batchesPerEpoch) {
    if (!Files.exists(folder.lastState())) {
      throw new UserError(
          folder.root()
              + " has no "
              + folder.lastState().getFileName()
              + ": the run saved nothing yet; start it anew without --resume");
    }
    try (SafeTensors saved = SafeTensors.open(folder.lastState())) {
      Bookmark bookmark = bookmark(saved);
      requireSameBatches(bookmark, batchesPerEpoch);
      Detector detector = config.model().create();
      Weights weights = weights(bookmark.position(), detector, labels, engine);
      TrainingState state = TrainingState.start(config, detector, labels, weights, batchesPerEpoch);
      try {
        restore(state, bookmark, saved);
      } catch (RuntimeException e) {
        state.close();
        throw e;
      }
      return state;
    }
  }

  private Bookmark bookmark(SafeTensors saved) {
    String json = saved.metadata().get(BOOKMARK_KEY);
    if (json == null || !FORMAT.equals(saved.metadata().get(FORMAT_KEY))) {
      throw new UserError(
          folder.lastState()
              + " was not written by this version of Osprey; resume with the one that wrote it");
    }
    return ConfigReader.readJson(Bookmark.class, json, folder.lastState().toString());
  }

  private void requireSameBatches(Bookmark bookmark, int batchesPerEpoch) {
    if (bookmark.position().batch() > 0 && bookmark.batchesPerEpoch() != batchesPerEpoch) {
      throw new UserError(
          folder.root()
              + ": the run was saved inside an epoch of "
              + bookmark.batchesPerEpoch()
              + " batches, now an epoch has "
              + batchesPerEpoch
              + "; resume with the same pictures and training.batchSize");
    }
  }

  private Weights weights(Position position, Detector detector, LabelMap labels, Engine engine) {
    for (Path file : new Path[] {folder.last(), folder.nextLast()}) {
      if (Files.exists(file)) {
        try (ModelFile model = ModelFile.open(file)) {
          if (Long.toString(position.step()).equals(model.summary().get(STEP_KEY))) {
            requireSameLabels(file, model.labels(), labels);
            return model.weights(detector.network(), engine);
          }
        }
      }
    }
    throw new UserError(
        folder.last()
            + " is not of step "
            + position.step()
            + ", where "
            + folder.lastState().getFileName()
            + " stands: one of them was replaced. Put both files of one run there");
  }

  private static void requireSameLabels(Path file, LabelMap saved, LabelMap labels) {
    if (!saved.names().equals(labels.names())) {
      throw new UserError(
          file
              + " knows the classes "
              + NameList.text(saved.names())
              + ", the training pictures have "
              + NameList.text(labels.names())
              + "; resume with the data that the run was started with");
    }
  }

  private static void restore(TrainingState state, Bookmark bookmark, SafeTensors saved) {
    state.restore(bookmark.position(), bookmark.sums(), bookmark.bestMap());
    state.schedule().restore(bookmark.plateau());
    state.optimizer().restore(bookmark.optimizerSteps(), name -> saved.floats(OPTIMIZER + name));
    MovingAverage average = state.average();
    if (average != null) {
      average
          .weights()
          .load(state.detector().network(), (path, parameter) -> saved.floats(AVERAGE + path));
    }
  }

  private static void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserError(
          to + " cannot be replaced: " + IoReason.of(e) + "; check the folder's permissions", e);
    }
  }

  private static void deleteAfter(Throwable failure, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
