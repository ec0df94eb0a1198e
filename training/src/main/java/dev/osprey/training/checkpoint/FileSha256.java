package dev.osprey.training.checkpoint;

import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a file's bytes, in hexadecimal. */
final class FileSha256 {
  private static final int BUFFER = 1 << 16;

  private FileSha256() {}

  static String of(Path file) {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read: " + IoReason.of(e) + "; check the path and its permissions", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether there is a file with these bytes. */
  static boolean is(@Nullable String expected, Path file) {
    return expected != null && Files.isRegularFile(file) && of(file).equals(expected);
  }
}
