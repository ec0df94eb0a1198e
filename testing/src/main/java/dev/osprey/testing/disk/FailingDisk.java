package dev.osprey.testing.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files of the real disk as paths whose writing operations are counted, and fail from a certain one
 * on. Of the writes into one file the 1st, 2nd, 8th and 64th count.
 */
public final class FailingDisk {

  /** What happens at the operation that fails, and after it. */
  public enum Failure {
    /** There is no space left for new files and bytes; renaming and deleting work. */
    FULL,
    /** One operation fails, all others work. */
    ONCE,
    /** Nothing works any more, as after a crash; the operation itself may be half done. */
    CRASH
  }

  /** What is counted. */
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

  /** The same place on this disk. */
  public Path path(Path real) {
    return fileSystem.wrap(real);
  }

  /**
   * From now on operations are counted anew.
   *
   * @param number of the operation that fails, from 1
   */
  public synchronized void failAt(int number, Failure how) {
    failing = number;
    failure = how;
    count = 0;
    failed = null;
  }

  /** All works. */
  public void mend() {
    failAt(Integer.MAX_VALUE, Failure.ONCE);
  }

  /** Operations since {@link #failAt}. */
  public synchronized int operations() {
    return count;
  }

  /** The operation that failed first; null if none did. */
  public synchronized @Nullable String failed() {
    return failed;
  }

  /** Counts an operation; throws where it fails. */
  synchronized void count(Operation operation, Path real) throws IOException {
    count++;
    requireWorking(operation, real);
  }

  /** For operations that are not counted, and fail once others have. */
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
