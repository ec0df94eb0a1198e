package dev.osprey.weights.safetensors;

import dev.osprey.core.UseCount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file that several threads read until one closes it. A channel of Java closes itself under all
 * of them where a single reader's interrupt flag is set; here the flag is put aside while the
 * channel is at work, and set again. Thread-safe.
 */
public final class ReadChannel implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  public ReadChannel(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Something that reads a file. */
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws IOException;
  }

  /** Reads while the thread's interrupt flag is put aside. */
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
   * A part of the file, read-only; it stays valid after this is closed.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public ByteBuffer map(long start, long length) throws IOException {
    try {
      return uninterrupted(() -> channel.map(FileChannel.MapMode.READ_ONLY, start, length));
    } catch (ClosedChannelException e) {
      throw (IllegalStateException) UseCount.closedError(file.toString()).initCause(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
