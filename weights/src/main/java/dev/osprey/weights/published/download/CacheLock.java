package dev.osprey.weights.published.download;

import dev.osprey.core.text.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lock for downloading a file, which one thread of one process can hold. It is released at the
 * end of the process at the latest. The lock file is kept: if it were removed, two processes could
 * lock an old and a new file at the same time.
 */
public final class CacheLock implements Closeable {
  private static final long POLL_MILLIS = 100;

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until no other thread or process has the lock. */
  public static CacheLock acquire(Path file, FetchListener listener) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      try {
        waitFor(channel, listener);
        return new CacheLock(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw Disk.notWritable(file, e);
    }
  }

  /**
   * Waits with the channel open. If another thread of this process has the lock, closing the
   * channel would release that lock, too, on POSIX systems.
   */
  private static void waitFor(FileChannel channel, FetchListener listener) throws IOException {
    boolean reported = false;
    while (tryLock(channel) == null) {
      if (!reported) {
        listener.onWait("the file is being fetched by another process; waiting for it");
        reported = true;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("fetching weights was interrupted", e);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The work under the lock is done, and the lock is released with the process.
      return;
    }
  }
}
