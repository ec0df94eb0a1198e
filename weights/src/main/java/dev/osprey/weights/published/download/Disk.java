package dev.osprey.weights.published.download;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Disk operations of the cache, whose failures are reported as user errors. */
public final class Disk {
  private static final String ELSEWHERE =
      "or set the environment variable OSPREY_CACHE to another folder";

  private Disk() {}

  public static void createFolders(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError(
          "the folder "
              + folder
              + " for weights cannot be created: "
              + IoReason.of(e)
              + ". Check the permissions and whether a file has that name, "
              + ELSEWHERE,
          e);
    }
  }

  /** Refuses a download that does not fit on the disk of {@code file}. */
  static void requireSpace(Path file, long bytes) {
    long free;
    try {
      free = Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      return; // some systems do not report it; writing will fail if there is not enough
    }
    if (free > 0 && free < bytes) { // some network folders always report 0
      throw new UserError(
          file
              + ": "
              + ByteText.of(bytes)
              + " are needed and "
              + ByteText.of(free)
              + " are free. Free space there, "
              + ELSEWHERE);
    }
  }

  public static UserError notWritable(Path file, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new UserError(file + ": the download was interrupted; the next attempt resumes it", e);
    }
    return new UserError(
        file
            + " cannot be written: "
            + IoReason.of(e)
            + ". Free space or check the folder's permissions, "
            + ELSEWHERE,
        e);
  }

  public static UserError notReadable(Path file, IOException e) {
    return new UserError(
        file + " cannot be read: " + IoReason.of(e) + ". Check its permissions and the disk", e);
  }
}
