package dev.osprey.bench.process;

import dev.osprey.core.text.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that is started for each run and writes a file, or a folder of files. What is measured
 * is the time from its start to its end, and its memory as the parent sees it.
 */
public final class FreshProcess implements Contender {
  private static final long POLL_MILLIS = 5;

  private final OpenChildren children;
  private final ChildCommand command;
  private final Path output;
  private final Duration patience;

  /**
   * @param output what the program writes; it is deleted before and after each run
   * @param patience the longest time that the program may take
   */
  public FreshProcess(OpenChildren children, ChildCommand command, Path output, Duration patience) {
    this.children = children;
    this.command = command;
    this.output = output;
    this.patience = patience;
  }

  @Override
  public Measurement run() {
    try {
      FileTree.delete(output);
      long start = System.nanoTime();
      Process process = children.start(command);
      try {
        return measured(process, start);
      } finally {
        children.end(process);
        FileTree.delete(output);
      }
    } catch (IOException e) {
      throw new ChildFailure(output + ": " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChildFailure("interrupted", e);
    }
  }

  private Measurement measured(Process process, long start)
      throws IOException, InterruptedException {
    process.getOutputStream().close();
    OutputTail errors = new OutputTail(process.getErrorStream());
    OutputTail unread = new OutputTail(process.getInputStream());
    Optional<ProcessMemory> memory = Optional.empty();
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      memory = largest(memory, ProcessMemory.of(process.pid()));
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new ChildFailure(command.program() + " did not end in " + patience);
      }
    }
    double seconds = WorkResult.secondsSince(start);
    if (process.exitValue() != 0) {
      String error = errors.error();
      throw new ChildFailure(
          command.program() + " ended with exit code " + process.exitValue() + ": " + error);
    }
    var said = unread.error();
    long files = FileTree.of(output).stream().filter(Files::isRegularFile).count();
    if (files == 0) {
      throw new ChildFailure(command.program() + " wrote no file; it said: " + said);
    }
    return new Measurement(seconds, files + (files == 1 ? " file" : " files"), memory, Map.of());
  }

  private static Optional<ProcessMemory> largest(
      Optional<ProcessMemory> known, Optional<ProcessMemory> now) {
    return known.isPresent() && now.isPresent()
        ? Optional.of(known.get().max(now.get()))
        : known.or(() -> now);
  }

  @Override
  public void close() {
    // each run ends its process
  }
}
