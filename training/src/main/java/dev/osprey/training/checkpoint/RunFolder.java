package dev.osprey.training.checkpoint;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder of a run and the names of the files in it. */
public record RunFolder(Path root) {
  private static final String NEXT = ".next";

  /** Creates the folder if it is missing. */
  public static RunFolder create(Path root) {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UserError(
          root + " cannot be used as a run folder: " + IoReason.of(e) + "; choose another --out",
          e);
    }
    return new RunFolder(root);
  }

  /** The resolved configuration. */
  public Path config() {
    return root.resolve("config.yaml");
  }

  public Path log() {
    return root.resolve("log.txt");
  }

  /** One row for each epoch. */
  public Path metricsCsv() {
    return root.resolve("metrics.csv");
  }

  /** One line for each step and each epoch. */
  public Path metricsJsonl() {
    return root.resolve("metrics.jsonl");
  }

  /** The model with the best AP on the validation split. */
  public Path best() {
    return root.resolve("best.safetensors");
  }

  /** The model at the last saved step. */
  public Path last() {
    return root.resolve("last.safetensors");
  }

  /** The state that resuming needs in addition to {@link #last}. */
  public Path lastState() {
    return root.resolve("last.state.safetensors");
  }

  /**
   * The lock file, which names the process that writes into the folder; absent if there is none.
   */
  public Path lock() {
    return root.resolve("run.lock");
  }

  /** Whether a run saved a checkpoint here or started to save one. */
  public boolean holdsRun() {
    return Stream.of(lastState(), last(), best(), nextLast(), nextBest())
        .anyMatch(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** The final name of a {@code .next} file. */
  Path named(Path next) {
    String name = String.valueOf(next.getFileName());
    return next.resolveSibling(name.substring(0, name.length() - NEXT.length()));
  }

  /** The new {@link #last}, until its state is written. A crash may leave it. */
  public Path nextLast() {
    return next(last());
  }

  Path nextBest() {
    return next(best());
  }

  /** The file that older versions wrote the state to. */
  Path nextLastState() {
    return next(lastState());
  }

  private Path next(Path file) {
    return file.resolveSibling(file.getFileName() + NEXT);
  }
}
