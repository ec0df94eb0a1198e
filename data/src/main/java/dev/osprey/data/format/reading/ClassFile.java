package dev.osprey.data.format.reading;

import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a text file with one class name a line; empty lines and lines that start with # are
 * skipped.
 */
public final class ClassFile {
  private ClassFile() {}

  public static List<String> read(Path file) {
    Set<String> names = new LinkedHashSet<>();
    for (String line : TextFile.lines(file)) {
      String name = line.strip();
      if (!name.isEmpty() && !name.startsWith("#") && !names.add(name)) {
        throw new UserError(
            file + ": class \"" + OneLine.of(name, 60) + "\" appears twice. Take one line out");
      }
    }
    if (names.isEmpty()) {
      throw new UserError(file + " names no class. Write one class name a line");
    }
    return List.copyOf(names);
  }
}
