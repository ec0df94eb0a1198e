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
 * Completes an interrupted checkpoint. The saved state decides, because renaming it commits a
 * checkpoint: model files that the state names get their final names. Other {@code .next} files are
 * not part of any checkpoint.
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
      finishByStep(saved.position().position().step(), notes);
    } else {
      finish(files.last(), folder.nextLast(), folder.last(), notes);
      requireLast(files, saved.position().position().step());
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
                + "; the next evaluation that is better than all previous ones writes it again");
      }
    }
  }

  /** Renames a new model file if it is the one that the state names. */
  private void finish(String sha256, Path next, Path file, Consumer<String> notes) {
    if (Files.exists(next) && !FileSha256.is(sha256, file) && FileSha256.is(sha256, next)) {
      rename(next, file);
      notes.accept(file.getFileName() + ": the interrupted checkpoint is now complete");
    }
  }

  /** Completes a checkpoint of an older version, whose state has a step instead of digests. */
  private void finishByStep(long step, Consumer<String> notes) {
    Long found = step(folder.last());
    if (found == null || found != step) {
      Long next = step(folder.nextLast());
      if (next == null || next != step) {
        throw wrongStep(step);
      }
      rename(folder.nextLast(), folder.last());
      notes.accept(folder.last().getFileName() + ": the interrupted checkpoint is now complete");
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
      throw wrongStep(step);
    }
    throw new UserError(
        folder.last()
            + (Files.exists(folder.last())
                ? " is damaged or was replaced: its bytes are not those that were saved"
                : " is missing")
            + ". Put a copy of it back"
            + (FileSha256.is(files.best(), folder.best())
                ? ", or start a new run from the best weights, which are undamaged: ./osprey train "
                    + folder.config()
                    + " model.weights="
                    + folder.best()
                : ""));
  }

  private UserError wrongStep(long step) {
    return new UserError(
        folder.last()
            + " is not from step "
            + step
            + ", unlike "
            + folder.lastState().getFileName()
            + ": one of the two files was replaced. Put back both files of the same checkpoint");
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
    List<Path> leftovers =
        new ArrayList<>(List.of(folder.nextLast(), folder.nextBest(), folder.nextLastState()));
    for (Path file : List.copyOf(leftovers)) {
      leftovers.add(file.resolveSibling(file.getFileName() + ".part")); // of older versions
    }
    try {
      leftovers.addAll(AtomicFile.leftovers(folder.root()));
      for (Path file : leftovers) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserError(
          folder.root()
              + " cannot be cleaned up: "
              + IoReason.of(e)
              + ". Check the folder's permissions, then resume the run",
          e);
    }
  }

  /** Removes the model files of a failed checkpoint, except those that the saved state names. */
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
