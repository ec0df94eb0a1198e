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

  /** Makes the folder where it is missing. */
  public static RunFolder create(Path root) {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UserError(
          root + " cannot be made a run folder: " + IoReason.of(e) + "; choose another --out", e);
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

  /** The model after the last saved step. */
  public Path last() {
    return root.resolve("last.safetensors");
  }

  /** What resuming needs beside {@link #last}. */
  public Path lastState() {
    return root.resolve("last.state.safetensors");
  }

  /** Who writes into the folder; absent if nobody does. */
  public Path lock() {
    return root.resolve("run.lock");
  }

  /** Whether a run saved something here, or began to. */
  public boolean holdsRun() {
    return Stream.of(lastState(), last(), best(), nextLast(), nextBest())
        .anyMatch(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** The name that a file beside is to get. */
  Path named(Path next) {
    String name = String.valueOf(next.getFileName());
    return next.resolveSibling(name.substring(0, name.length() - NEXT.length()));
  }

  /** Where {@link #last} is written before the state that belongs to it. A crash may leave it. */
  public Path nextLast() {
    return next(last());
  }

  Path nextBest() {
    return next(best());
  }

  /** Where older versions wrote the state. */
  Path nextLastState() {
    return next(lastState());
  }

  private Path next(Path file) {
    return file.resolveSibling(file.getFileName() + NEXT);
  }
}
