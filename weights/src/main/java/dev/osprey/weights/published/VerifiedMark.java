package dev.osprey.weights.published;

import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A note beside the cache's files that one of them was found to be what its name says, so that half
 * a gigabyte is not read at every start. It stands for a size and a time of change: a file that was
 * replaced is verified again.
 */
record VerifiedMark(Path file, Path mark) {

  boolean stands() {
    try {
      return Files.isRegularFile(mark) && Files.readString(mark).equals(state());
    } catch (IOException e) {
      return false; // the file is verified again, which reports what is wrong
    }
  }

  void set() {
    try {
      Files.createDirectories(mark.toAbsolutePath().getParent());
      AtomicFile.write(mark, state());
    } catch (IOException | UserError e) {
      // A cache that others keep and that may only be read: its files are looked at each time.
      return;
    }
  }

  private String state() throws IOException {
    return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file) + "\n";
  }
}
