package dev.osprey.training.checkpoint;

import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a file's bytes, in hexadecimal. */
final class FileSha256 {
  private FileSha256() {}

  static String of(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read: " + IoReason.of(e) + "; check the path and its permissions", e);
    }
  }

  /** Whether there is a file with these bytes. */
  static boolean is(@Nullable String expected, Path file) {
    return expected != null && Files.isRegularFile(file) && of(file).equals(expected);
  }
}
