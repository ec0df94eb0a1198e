package dev.osprey.weights.safetensors;

import dev.osprey.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file beside its target, forces it to the disk and renames it, so that a full disk or a
 * crash leaves the old file as it was.
 */
public final class AtomicFile {
  static final Opener ON_DISK = FileSink::new;

  /** Opens the file beside the target; tests give one that fails. */
  interface Opener {
    Sink open(Path file) throws IOException;
  }

  /** Where the bytes go. */
  interface Sink extends WritableByteChannel {
    /** Returns when all bytes are on the disk. */
    void force() throws IOException;
  }

  /** All that the file is to hold. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes the file; an existing one is replaced as a whole or not at all.
   *
   * @throws UserError where the disk does not take it; the old file is then still there
   */
  public static void write(Path file, Content content) {
    write(file, ON_DISK, content);
  }

  /**
   * Writes the file as {@link #write(Path, Content)}, if it passes a check.
   *
   * @param check sees the complete file before it gets its name; what it throws leaves no file
   */
  public static void writeChecked(Path file, Content content, Consumer<Path> check) {
    write(file, ON_DISK, content, check);
  }

  static void write(Path file, Opener opener, Content content) {
    write(file, opener, content, written -> {});
  }

  private static void write(Path file, Opener opener, Content content, Consumer<Path> check) {
    Path target = file.toAbsolutePath();
    Path partial = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (Sink sink = opener.open(partial)) {
        content.writeTo(sink);
        sink.force();
      }
      check.accept(partial);
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(target.getParent());
    } catch (IOException e) {
      deleteAfter(e, partial);
      throw new UserError(
          file
              + " cannot be written: "
              + reason(e)
              + (Files.exists(target) ? ". The file that was there is unchanged" : "")
              + ". Free space or check the folder's permissions, then save again",
          e);
    } catch (RuntimeException | Error e) {
      deleteAfter(e, partial);
      throw e;
    }
  }

  /** Makes the rename itself durable; not every system lets a folder be opened. */
  private static void forceFolder(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is complete under its name; on Windows folders cannot be forced at all.
      return;
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "its folder does not exist" : "" + e.getMessage();
  }

  private static void deleteAfter(Throwable failure, Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static final class FileSink implements Sink {
    private final FileChannel channel;

    FileSink(Path file) throws IOException {
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
