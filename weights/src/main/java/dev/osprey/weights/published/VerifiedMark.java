package dev.osprey.weights.published;

import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mark in the cache that the digest of a file was verified, so that the file is not read again at
 * every start. It contains the size and modification time, so a file that was replaced is verified
 * again.
 */
record VerifiedMark(Path file, Path mark) {

  boolean isValid() {
    try {
      return Files.isRegularFile(mark) && Files.readString(mark).equals(state());
    } catch (IOException e) {
      return false; // the file is verified again, which reports the error
    }
  }

  void set() {
    try {
      Files.createDirectories(mark.toAbsolutePath().getParent());
      AtomicFile.write(mark, state());
    } catch (IOException | UserError e) {
      // The cache is read-only: its files are verified each time.
      return;
    }
  }

  private String state() throws IOException {
    return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file) + "\n";
  }
}
