package dev.osprey.weights.published.download;

import dev.osprey.core.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a file, in 64 lower-case hexadecimal digits. */
public record ContentDigest(String hex) {
  private static final int BUFFER = 1 << 16;

  public static ContentDigest of(Path file) {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw Disk.notReadable(file, e);
    }
    return new ContentDigest(HexFormat.of().formatHex(digest.digest()));
  }

  public boolean isOf(RemoteFile file) {
    return hex.startsWith(file.digits());
  }

  /** The digits that a file name contains. */
  String beginning() {
    return hex.substring(0, 8);
  }
}
