package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the cache asks of the disk, with the disk's refusals in words. */
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
              + reason(e)
              + ". Check the permissions and what stands there, "
              + ELSEWHERE,
          e);
    }
  }

  /** Refuses to begin what cannot fit beside {@code file}. */
  static void requireRoom(Path file, long bytes) {
    long room;
    try {
      room = Files.getFileStore(file).getUsableSpace();
    } catch (IOException e) {
      return; // some systems do not say; writing will show
    }
    if (room > 0 && room < bytes) { // some network folders say 0 whatever they have
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
            + reason(e)
            + ". Free space or check the folder's permissions, "
            + ELSEWHERE,
        e);
  }

  public static UserError notReadable(Path file, IOException e) {
    return new UserError(
        file + " cannot be read: " + reason(e) + ". Check its permissions and the disk", e);
  }

  /** Many of Java's exceptions have nothing but the path for a message. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return "" + system.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
