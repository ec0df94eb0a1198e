package dev.osprey.cli.bench;

import dev.osprey.bench.run.JvmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program that a user starts, for the row that measures its start. */
final class OspreyProgram {
  private OspreyProgram() {}

  /** The script {@code osprey} if it started this process, else Java with this class path. */
  static List<String> words() {
    String script = System.getProperty("osprey.command", "");
    if (!script.isEmpty() && Files.isExecutable(Path.of(script))) {
      return List.of(Path.of(script).toAbsolutePath().toString());
    }
    return JvmCommand.words("dev.osprey.cli.Main");
  }
}
