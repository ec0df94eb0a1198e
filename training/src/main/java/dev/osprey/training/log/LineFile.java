package dev.osprey.training.log;

import dev.osprey.core.IoReason;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;

/** A text file that grows line by line; each line is in the file when {@link #append} returns. */
final class LineFile {
  private final Path file;

  LineFile(Path file) {
    this.file = file;
  }

  List<String> lines() {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  void append(String line) {
    try {
      Files.write(
          file,
          // writeString refuses halves of surrogate pairs, which class names may have
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  /** Removes the lines that do not pass, as a whole or not at all. */
  void keep(Predicate<String> passes) {
    List<String> old = lines();
    List<String> kept = old.stream().filter(passes).toList();
    if (kept.size() == old.size()) {
      return;
    }
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(beside, kept);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("cannot be written", e);
    }
  }

  private UserError failed(String what, IOException e) {
    return new UserError(
        file
            + " "
            + what
            + ": "
            + IoReason.of(e)
            + ". Free space or check the folder's permissions, then resume the run",
        e);
  }
}
