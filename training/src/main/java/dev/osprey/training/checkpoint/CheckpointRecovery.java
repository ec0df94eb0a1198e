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
 * Finishes what a checkpoint began. The state decides: its rename is the moment at which a
 * checkpoint counts. Model files that it names and that are not yet under their names are renamed;
 * those beside that it does not name were never saved.
 */
final class CheckpointRecovery {
  private final RunFolder folder;

  CheckpointRecovery(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Gives the model files of the saved state their names.
   *
   * @param notes takes a line for each thing that was finished or is damaged
   * @throws UserError where the weights that belong to the state are not there, or a rename fails;
   *     nothing is deleted then
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

  /** Renames what an interrupted checkpoint left, and nothing else. */
  private void finish(String sha256, Path next, Path file, Consumer<String> notes) {
    if (Files.exists(next) && !FileSha256.is(sha256, file) && FileSha256.is(sha256, next)) {
      rename(next, file);
      notes.accept(file.getFileName() + ": the checkpoint that was cut short is finished");
    }
  }

  /** States of older versions name no digests, but the step of their weights. */
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
   * Removes what processes left that were killed: model files beside that the saved state does not
   * name, and temporary files. Called after {@link #finish}, so that nothing that counts is among
   * them.
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

  /** Removes model files beside after a checkpoint that failed, but none that a state names. */
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
