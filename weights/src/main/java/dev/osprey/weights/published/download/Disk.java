package dev.osprey.weights.published.download;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Disk operations of the cache, with failures as messages for the user. */
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
              + " for weights cannot be made: "
              + IoReason.of(e)
              + ". Check the permissions and what stands there, "
              + ELSEWHERE,
          e);
    }
  }

  /** Refuses a download that does not fit on the disk of {@code file}. */
  static void requireRoom(Path file, long bytes) {
    long room;
    try {
      room = Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      return; // some systems do not report it; writing will fail if there is not enough
    }
    if (room > 0 && room < bytes) { // some network folders always report 0
      throw new UserError(
          file
              + ": "
              + ByteText.of(bytes)
              + " are to come and "
              + ByteText.of(room)
              + " are free. Free space there, "
              + ELSEWHERE);
    }
  }

  public static UserError notWritable(Path file, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return new UserError(
          file + ": fetching was interrupted; the next time it goes on from here", e);
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
