package dev.osprey.bench.run;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.ChildProcess;
import dev.osprey.bench.process.FileTree;
import dev.osprey.bench.process.OpenChildren;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.row.BenchRow;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A temporary folder with the inputs and the peers' scripts, which is deleted at the end. Inputs
 * are made once, by a child, so that this process stays small.
 */
final class BenchPlace implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BenchPlace.class.getName());

  private final Path folder;
  private final BenchSettings settings;
  private final OpenChildren children;
  private final Set<String> made = new HashSet<>();
  private final Thread atExit = new Thread(this::delete, "end of the inputs");

  BenchPlace(BenchSettings settings, OpenChildren children) {
    this.settings = settings;
    this.children = children;
    try {
      folder = Files.createTempDirectory("osprey-bench-");
    } catch (IOException e) {
      throw new UserError("no temporary folder can be made: " + IoReason.of(e), e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
    PeerScripts.copy(folder.resolve("peers"));
  }

  Path script(String name) {
    return folder.resolve("peers").resolve(name + ".py");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Makes the inputs that do not exist yet. */
  void make(List<InputFile> inputs) {
    for (InputFile input : inputs) {
      if (made.contains(input.name())) {
        continue;
      }
      WorkSettings argument = input.argument(folder.toString());
      ChildCommands commands = new ChildCommands(settings.threads());
      try (ChildProcess child =
          new ChildProcess(children, commands.ours(argument), settings.patience())) {
        var unused = child.awaitReady();
      }
      made.add(input.name());
    }
  }

  /** Settings whose inputs are paths. */
  WorkSettings resolved(WorkSettings given) {
    WorkSettings resolved = given.with("threads", settings.threads());
    for (String key : BenchRow.PATHS) {
      if (given.values().containsKey(key)) {
        resolved = resolved.with(key, folder.resolve(given.text(key)));
      }
    }
    return resolved;
  }

  /** Deletes the folder, which also happens when this process is stopped. */
  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // this process is ending, and its hook has begun
    }
  }

  private void delete() {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, folder + " cannot be deleted: " + IoReason.of(e));
    }
  }
}
