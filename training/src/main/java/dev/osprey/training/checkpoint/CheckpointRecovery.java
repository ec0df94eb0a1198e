package dev.osprey.training.checkpoint;

import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Completes a checkpoint that was interrupted. The state decides, because renaming it commits a
 * checkpoint: model files that the state names get their final names, and model files beside that
 * it does not name are not part of any checkpoint.
 */
final class CheckpointRecovery {
  private final RunFolder folder;

  CheckpointRecovery(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Renames the model files of the saved state to their final names.
   *
   * @param notes receives a line for each file that was completed or is damaged
   * @throws UserError if the weights of the state are missing or a rename fails; nothing is deleted
   *     then
   */
  void finish(SavedState saved, Consumer<String> notes) {
    SavedFiles files = saved.files();
    if (files.last() == null) {
      finishByStep(saved.bookmark().position().step(), notes);
    } else {
      finish(files.last(), folder.nextLast(), folder.last(), notes);
      requireLast(files, saved.bookmark().position().step());
    }
    if (files.best() != null) {
      finish(files.best(), folder.nextBest(), folder.best(), notes);
      if (!FileSha256.is(files.best(), folder.best())) {
        notes.accept(
            "warning: "
                + folder.best()
                + (Files.exists(folder.best())
                    ? " is damaged or was replaced: it is not what was saved"
                    : " is missing")
                + "; it comes back with the next evaluation that is better than all before");
      }
    }
  }

  /** Renames the files of an interrupted checkpoint, and nothing else. */
  private void finish(String sha256, Path next, Path file, Consumer<String> notes) {
    if (Files.exists(next) && !FileSha256.is(sha256, file) && FileSha256.is(sha256, next)) {
      rename(next, file);
      notes.accept(file.getFileName() + ": the checkpoint that was cut short is finished");
    }
  }

  /** States of older versions record the step of their weights instead of digests. */
  private void finishByStep(long step, Consumer<String> notes) {
    Long found = step(folder.last());
    if (found == null || found != step) {
      Long next = step(folder.nextLast());
      if (next == null || next != step) {
        throw notOfStep(step);
      }
      rename(folder.nextLast(), folder.last());
      notes.accept(folder.last().getFileName() + ": the checkpoint that was cut short is finished");
    }
  }

  private static @Nullable Long step(Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    try (ModelFile model = ModelFile.open(file)) {
      return Long.valueOf(model.summary().getOrDefault(Checkpoint.STEP_KEY, ""));
    } catch (UserError | NumberFormatException e) {
      return null;
    }
  }

  private void requireLast(SavedFiles files, long step) {
    if (FileSha256.is(files.last(), folder.last())) {
      return;
    }
    Long found = step(folder.last());
    if (found != null && found != step) {
      throw notOfStep(step);
    }
    throw new UserError(
        folder.last()
            + (Files.exists(folder.last())
                ? " is damaged or was replaced: its bytes are not those that were saved"
                : " is missing")
            + ". Put a copy of it back"
            + (FileSha256.is(files.best(), folder.best())
                ? ", or start a new run from the best weights, which are whole: ./osprey train "
                    + folder.config()
                    + " model.weights="
                    + folder.best()
                : ""));
  }

  private UserError notOfStep(long step) {
    return new UserError(
        folder.last()
            + " is not of step "
            + step
            + ", where "
            + folder.lastState().getFileName()
            + " stands: one of them was replaced. Put both files of one run there");
  }

  static void rename(Path from, Path to) {
    try {
      AtomicFile.replace(from, to);
    } catch (IOException e) {
      throw new UserError(
          from
              + " cannot be renamed to "
              + to.getFileName()
              + ": "
              + IoReason.of(e)
              + ". Nothing is lost: check the folder's permissions, then resume the run",
          e);
    }
  }

  /**
   * Removes the files of killed processes: temporary files, and model files that the saved state
   * does not name. Called after {@link #finish}, so that no file of the checkpoint is among them.
   */
  void clean() {
    List<Path> left =
        new ArrayList<>(List.of(folder.nextLast(), folder.nextBest(), folder.nextLastState()));
    for (Path file : List.copyOf(left)) {
      left.add(file.resolveSibling(file.getFileName() + ".part")); // of older versions
    }
    try {
      left.addAll(AtomicFile.leftovers(folder.root()));
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserError(
          folder.root()
              + " cannot be tidied up: "
              + IoReason.of(e)
              + ". Check the folder's permissions, then resume the run",
          e);
    }
  }

  /** Removes the model files of a failed checkpoint, but none that a state names. */
  void discard(Throwable failure) {
    try {
      SavedFiles files = SavedFiles.UNKNOWN;
      if (Files.exists(folder.lastState())) {
        try (SavedState saved = SavedState.open(folder)) {
          files = saved.files();
        }
      }
      discard(files.last(), folder.nextLast());
      discard(files.best(), folder.nextBest());
    } catch (IOException | UserError e) {
      failure.addSuppressed(e);
    }
  }

  private static void discard(@Nullable String named, Path next) throws IOException {
    if (Files.exists(next) && !FileSha256.is(named, next)) {
      Files.delete(next);
    }
  }
}
