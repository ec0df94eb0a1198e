package dev.osprey.data.format;

import dev.osprey.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A UTF-8 file, without the byte order mark that some editors write. */
final class TextFile {
  private TextFile() {}

  static String read(Path file) {
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (IOException e) {
      throw new UserError(file + " cannot be read as UTF-8 text: " + e, e);
    }
  }

  static List<String> lines(Path file) {
    return read(file).lines().toList();
  }
}
