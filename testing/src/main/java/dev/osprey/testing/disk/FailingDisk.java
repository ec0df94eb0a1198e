package dev.osprey.testing.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A view of the real disk that counts write operations and can fail at a given one. Of the writes
 * to a file only the 1st, 2nd, 8th and 64th are counted.
 */
public final class FailingDisk {

  /** How the disk behaves at the failing operation and after it. */
  public enum Failure {
    /** No space is left for new files and bytes; renaming and deleting work. */
    FULL,
    /** Only this operation fails. */
    ONCE,
    /** Every later operation fails, as after a crash; the operation itself may be half done. */
    CRASH
  }

  /** The operations that are counted. */
  enum Operation {
    CREATE,
    WRITE,
    FORCE,
    RENAME,
    DELETE;

    boolean takesSpace() {
      return this == CREATE || this == WRITE || this == FORCE;
    }
  }

  private final FailingFileSystem fileSystem = new FailingFileSystem(this);
  private Failure failure = Failure.ONCE;
  private int failing = Integer.MAX_VALUE;
  private int count;
  private @Nullable String failed;

  /** Returns the same path on this disk. */
  public Path path(Path real) {
    return fileSystem.wrap(real);
  }

  /**
   * Restarts the count of operations and sets which one fails.
   *
   * @param number number of the failing operation, from 1
   */
  public synchronized void failAt(int number, Failure how) {
    failing = number;
    failure = how;
    count = 0;
    failed = null;
  }

  /** Makes every operation work. */
  public void repair() {
    failAt(Integer.MAX_VALUE, Failure.ONCE);
  }

  /** Number of operations since {@link #failAt}. */
  public synchronized int operations() {
    return count;
  }

  /** The operation that failed first; null if none did. */
  public synchronized @Nullable String failed() {
    return failed;
  }

  /** Counts an operation. Throws if it fails. */
  synchronized void count(Operation operation, Path real) throws IOException {
    count++;
    requireWorking(operation, real);
  }

  /** Throws for an uncounted operation if the disk has already failed. */
  synchronized void requireWorking(Operation operation, Path real) throws IOException {
    boolean fails =
        switch (failure) {
          case ONCE -> count == failing && failed == null;
          case FULL -> count >= failing && (count == failing || operation.takesSpace());
          case CRASH -> count >= failing;
        };
    if (fails) {
      if (failed == null) {
        failed = operation + " " + real.getFileName();
      }
      throw new FileSystemException(real.toString(), null, "No space left on device");
    }
  }
}
