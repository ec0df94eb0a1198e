package dev.osprey.training.checkpoint;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a run folder, which only one run can hold at a time. It is an operating system lock
 * on {@code run.lock}, which ends with the process at the latest. The file names the holder for
 * messages. If system locks have no effect, as between machines that share a folder, the content of
 * the file decides.
 *
 * <p>A holder on this machine that has ended is replaced. A holder on another machine is not,
 * because this machine cannot check whether it still runs. Releasing the lock removes the file.
 */
public final class RunLock implements AutoCloseable {
  /**
   * Position of the locked byte, far behind the text, because on some systems other processes
   * cannot read locked bytes.
   */
  private static final long LOCKED_BYTE = 1 << 30;

  private static final int LONGEST_TEXT = 4096;
  private static final int ATTEMPTS = 20;
  private static final long WAIT_MILLIS = 50;

  /**
   * The folders that this process has locked. Locks of the system belong to a process, not to a
   * thread, and on POSIX systems closing any channel of a locked file releases them: a locked file
   * must not be opened again.
   */
  private static final Map<Path, LockHolder> HELD = new ConcurrentHashMap<>();

  private final Path realFolder;
  private final Path file;
  private final FileChannel channel;
  private final FileChannel reader;

  private RunLock(Path realFolder, Path file, FileChannel channel, FileChannel reader) {
    this.realFolder = realFolder;
    this.file = file;
    this.channel = channel;
    this.reader = reader;
  }

  /**
   * Locks a folder.
   *
   * @param folder an existing folder
   * @param notes receives a line if a process ended without releasing the lock
   * @throws UserError if another run has locked it; nothing in the folder is changed then
   */
  public static RunLock acquire(RunFolder folder, Consumer<String> notes) {
    Path real = real(folder);
    LockHolder self = LockHolder.current();
    LockHolder here = HELD.putIfAbsent(real, self);
    if (here != null) {
      throw inUse(folder, here);
    }
    try {
      return acquire(folder, real, self, notes);
    } catch (IOException e) {
      HELD.remove(real);
      throw notLocked(folder, e);
    } catch (RuntimeException | Error e) {
      HELD.remove(real);
      throw e;
    }
  }

  /**
   * Checks that a folder is not locked, without locking it.
   *
   * @throws UserError if another run has locked it
   */
  public static void requireFree(RunFolder folder) {
    if (!Files.exists(folder.lock(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    LockHolder here = HELD.get(real(folder));
    if (here != null) {
      throw inUse(folder, here);
    }
    try (FileChannel channel =
        FileChannel.open(
            folder.lock(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      var unused = requireNoOther(folder, channel);
    } catch (IOException e) {
      throw notLocked(folder, e);
    }
  }

  private static RunLock acquire(
      RunFolder folder, Path real, LockHolder self, Consumer<String> notes) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileChannel channel =
          FileChannel.open(
              folder.lock(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      try {
        Optional<LockHolder> ended = requireNoOther(folder, channel);
        write(folder, channel, self);
        FileChannel reader = reopened(folder, self);
        if (reader != null) {
          ended.ifPresent(holder -> notes.accept(unreleased(holder)));
          return new RunLock(real, folder.lock(), channel, reader);
        }
        channel.close(); // the file was removed, by a holder that released it, after it was opened
      } catch (IOException | RuntimeException | Error e) {
        channel.close();
        throw e;
      }
    }
    throw new IOException("other processes keep locking and releasing it");
  }

  /**
   * Takes the lock of the system and reads the last holder.
   *
   * @return a process that ended without releasing it
   */
  private static Optional<LockHolder> requireNoOther(RunFolder folder, FileChannel channel)
      throws IOException {
    boolean locked = lock(channel);
    for (int i = 0; i < ATTEMPTS && !locked && holder(channel).isEmpty(); i++) {
      pause(); // another process is taking the lock or checking it
      locked = lock(channel);
    }
    Optional<LockHolder> holder = holder(channel);
    if (!locked) {
      throw holder.map(other -> inUse(folder, other)).orElseGet(() -> inUseByUnknown(folder));
    }
    if (holder.isPresent() && !holder.get().isOnThisMachine()) {
      throw inUseElsewhere(folder, holder.get());
    }
    if (holder.isPresent() && holder.get().isAlive()) {
      throw inUse(folder, holder.get()); // a file system whose locks have no effect
    }
    return holder;
  }

  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true; // a file system without locks: the content of the file decides
    }
  }

  private static void pause() {
    try {
      Thread.sleep(WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("waiting for the run folder was interrupted", e);
    }
  }

  private static Optional<LockHolder> holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_TEXT);
    int read;
    do {
      read = channel.read(bytes, bytes.position());
    } while (read > 0 && bytes.hasRemaining());
    return LockHolder.parse(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
  }

  private static void write(RunFolder folder, FileChannel channel, LockHolder self)
      throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(self.text());
    try {
      channel.truncate(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
    } catch (IOException e) {
      Files.deleteIfExists(folder.lock());
      throw e;
    }
  }

  /**
   * Opens the lock file by its name; null if another process has replaced it. It stays open: see
   * HELD.
   */
  private static @Nullable FileChannel reopened(RunFolder folder, LockHolder self) {
    FileChannel reader;
    try {
      reader = FileChannel.open(folder.lock(), StandardOpenOption.READ);
    } catch (IOException e) {
      return null;
    }
    try {
      if (holder(reader).filter(self::equals).isPresent()) {
        return reader;
      }
      reader.close();
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  private static Path real(RunFolder folder) {
    try {
      return folder.root().toRealPath();
    } catch (IOException e) {
      throw notLocked(folder, e);
    }
  }

  private static String unreleased(LockHolder ended) {
    return "the run was held by " + ended.description() + ", which ended without releasing it";
  }

  private static UserError inUse(RunFolder folder, LockHolder holder) {
    return new UserError(
        folder.root()
            + " is in use by "
            + holder.description()
            + ". Nothing was changed. Wait until that process has ended, or stop it, then start"
            + " again");
  }

  private static UserError inUseByUnknown(RunFolder folder) {
    return new UserError(
        folder.root()
            + " is in use by another process, which has locked "
            + folder.lock()
            + ". Nothing was changed. Wait until it has ended, then start again");
  }

  private static UserError inUseElsewhere(RunFolder folder, LockHolder holder) {
    return new UserError(
        folder.root()
            + " is held by "
            + holder.description()
            + ". That is another machine, and it cannot be checked from here whether the process"
            + " still runs. Nothing was changed. If it has ended, delete "
            + folder.lock()
            + ", then start again");
  }

  private static UserError notLocked(RunFolder folder, IOException e) {
    return new UserError(
        folder.root()
            + " cannot be locked: "
            + IoReason.of(e)
            + " ("
            + folder.lock().getFileName()
            + "). Check the folder and its permissions",
        e);
  }

  /** Releases the folder. A failure here does no harm: others see that the holder has ended. */
  @Override
  public void close() {
    if (!HELD.containsKey(realFolder) || !channel.isOpen()) {
      return;
    }
    try (channel;
        reader) {
      channel.truncate(0); // if the file cannot be removed, it at least names no holder
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return;
    } finally {
      HELD.remove(realFolder);
    }
  }
}
