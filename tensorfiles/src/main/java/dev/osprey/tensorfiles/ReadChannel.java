package dev.osprey.tensorfiles;

import dev.osprey.core.runtime.UseCount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that several threads can read even if one of them is interrupted. Java closes a channel
 * for all its readers if one of them is interrupted. This class clears the interrupt flag of a
 * reader during a read and sets it again; if an interrupt comes during the read, it reopens the
 * file. Thread-safe.
 */
public final class ReadChannel implements AutoCloseable {
  /** Bytes that are read at once. */
  private static final int PART = 1 << 20;

  private final Path file;
  private final @Nullable Object key;
  private FileChannel channel;
  private boolean closed;

  /**
   * @param channel channel of the file, open for reading; closed with this object
   */
  public ReadChannel(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    key = key(file);
  }

  /** A read operation on a file. */
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws IOException;
  }

  /** Reads with the interrupt flag of the thread cleared. */
  public static <T> T uninterrupted(Reading<T> reading) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return reading.read();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Maps a part of the file read-only. The buffer stays valid after this channel is closed.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public ByteBuffer map(long start, long length) throws IOException {
    while (true) {
      FileChannel current = current();
      try {
        return uninterrupted(() -> current.map(FileChannel.MapMode.READ_ONLY, start, length));
      } catch (ClosedChannelException e) {
        reopen(current);
      }
    }
  }

  /**
   * Reads a part of the file into the heap. A mapped part would stay in the process's memory until
   * the garbage collector finds its buffer, which is as small as any other object to it.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public ByteBuffer read(long start, int length) throws IOException {
    while (true) {
      FileChannel current = current();
      try {
        return uninterrupted(() -> read(current, start, length));
      } catch (ClosedChannelException e) {
        reopen(current);
      }
    }
  }

  /** Reads a part of a file into the heap, block by block. */
  public static ByteBuffer read(FileChannel channel, long start, int length) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(length);
    while (whole.hasRemaining()) {
      // Java keeps a native copy of the largest part that was read at once
      ByteBuffer part = whole.slice(whole.position(), Math.min(PART, whole.remaining()));
      int count = channel.read(part, start + whole.position());
      if (count < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      whole.position(whole.position() + count);
    }
    return whole.flip();
  }

  private synchronized FileChannel current() {
    if (closed) {
      throw UseCount.closedError(file.toString());
    }
    return channel;
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (current() == broken) {
      channel = uninterrupted(() -> FileChannel.open(file, StandardOpenOption.READ));
      if (!Objects.equals(key, key(file))) {
        throw new IOException("it was replaced while it was read");
      }
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }
}
