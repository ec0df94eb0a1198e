package dev.osprey.cli.train;

import dev.osprey.cli.terminal.ShellCommand;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.training.auto.ProposedRun;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Writes the configuration that {@code osprey train --auto DIR} proposes. */
final class AutoConfigFile {
  private AutoConfigFile() {}

  /**
   * Proposes a configuration and writes it to {@code cells.yaml}, or to {@code cells-2.yaml}, … if
   * that exists.
   *
   * @param folder the folder of the data set
   * @param into the folder for the file
   */
  static Path write(Path folder, Path into) {
    if (folder.toString().isEmpty()) {
      throw new UserError("--auto needs a folder; for the current folder write --auto .");
    }
    if (Files.isRegularFile(folder)) {
      throw new UserError(
          "--auto takes the folder of a data set, and "
              + folder
              + " is a file. To train with a configuration file, leave out --auto: "
              + command(folder));
    }
    System.err.println("examining " + OneLine.of(folder.toString()) + " ...");
    String yaml = ProposedRun.of(folder).yaml();
    Path file = writeNew(into, name(folder), yaml.getBytes(StandardCharsets.UTF_8));
    yaml.lines()
        .filter(line -> line.startsWith("#   "))
        .forEach(line -> System.err.println(line.substring(2)));
    System.err.println(
        "configuration: "
            + OneLine.of(file.toString())
            + " (to change it, edit the file and run "
            + command(file)
            + ")");
    return file;
  }

  private static String command(Path file) {
    return ShellCommand.program() + " train " + ShellCommand.argument(file);
  }

  private static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "data" : name.toString();
  }

  private static Path writeNew(Path into, String name, byte[] content) {
    Path file = into.resolve(name + ".yaml");
    for (int i = 2; Files.exists(file, LinkOption.NOFOLLOW_LINKS); i++) {
      file = into.resolve(name + "-" + i + ".yaml");
    }
    AtomicFile.writeNew(file, channel -> channel.write(ByteBuffer.wrap(content)), written -> {});
    return file;
  }
}
