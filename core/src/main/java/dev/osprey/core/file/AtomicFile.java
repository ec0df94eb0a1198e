package dev.osprey.core.file;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file beside its target, forces it to the disk and renames it, so that a full disk or a
 * crash leaves the old file as it was. Every output of the program is written with this class.
 *
 * <p>The temporary file has a new name in each call, so that two writers never share one. A target
 * that is a symbolic link is replaced by the file; the file that it points to stays unchanged.
 * Devices and pipes ({@code /dev/stdout}) are written to directly.
 */
public final class AtomicFile {
  /**
   * Temporary names are the start of the target's name, 32 hexadecimal digits, and this extension.
   */
  private static final String ENDING = ".part";

  private static final Pattern TEMPORARY = Pattern.compile(".*\\.[0-9a-f]{32}\\.part");
  private static final int LONGEST_START = 48;

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /** Whether the bytes must be on the disk before the file gets its name. */
  private enum Durability {
    FORCED,
    UNFORCED
  }

  /** How the complete file gets its name. */
  private interface Naming {
    void rename(Path written, Path target) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes the file; an existing one is replaced as a whole or not at all.
   *
   * @throws UserError if it cannot be written; the old file is then unchanged
   */
  public static void write(Path file, Content content) {
    if (isStream(file)) {
      writeToStream(file, content);
    } else {
      write(file, content, Durability.FORCED, written -> {}, AtomicFile::replace);
    }
  }

  /** Writes a text in UTF-8; an existing file is replaced as a whole or not at all. */
  public static void write(Path file, String text) {
    // getBytes replaces halves of surrogate pairs, which class names may have, by question marks
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes; an existing file is replaced as a whole or not at all. */
  public static void write(Path file, byte[] bytes) {
    write(file, channel -> writeAll(channel, bytes));
  }

  /**
   * Writes a file that can easily be made again, such as an annotated image. An existing file is
   * replaced as a whole, but the bytes are not forced to the disk, which would take longer than
   * making them.
   *
   * @throws UserError as {@link #write(Path, Content)} does
   */
  public static void writeUnforced(Path file, byte[] bytes) {
    if (isStream(file)) {
      writeToStream(file, channel -> writeAll(channel, bytes));
    } else {
      Content content = channel -> writeAll(channel, bytes);
      write(file, content, Durability.UNFORCED, written -> {}, AtomicFile::replace);
    }
  }

  /**
   * Writes a new file, provided that it passes a check.
   *
   * @param check receives the complete file before it gets its name; if it throws, no file is left
   * @throws UserError if a file of that name exists, even one that was made during this call, or if
   *     writing fails
   */
  public static void writeNew(Path file, Content content, Consumer<Path> check) {
    requireAbsent(file);
    write(file, content, Durability.FORCED, check, AtomicFile::nameNew);
  }

  private static void requireAbsent(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(file, null);
    }
  }

  private static UserError exists(Path file, @Nullable IOException cause) {
    String text = file + ": exists already; name another file, or remove this one";
    return cause == null ? new UserError(text) : new UserError(text, cause);
  }

  private static void write(
      Path file, Content content, Durability durability, Consumer<Path> check, Naming naming) {
    Path target = file.toAbsolutePath();
    Path written = temporary(target);
    try (FileChannel channel = create(file, written)) {
      content.writeTo(channel);
      if (durability == Durability.FORCED) {
        channel.force(true);
      }
    } catch (IOException e) {
      deleteAfter(e, written);
      throw notWritten(file, e);
    } catch (RuntimeException | Error e) {
      deleteAfter(e, written);
      throw e;
    }
    try {
      check.accept(written);
      naming.rename(written, target);
    } catch (FileAlreadyExistsException e) {
      deleteAfter(e, written);
      throw exists(file, e);
    } catch (IOException e) {
      deleteAfter(e, written);
      throw notWritten(file, e);
    } catch (RuntimeException | Error e) {
      deleteAfter(e, written);
      throw e;
    }
  }

  private static FileChannel create(Path file, Path written) {
    try {
      return FileChannel.open(
          written,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw notWritten(file, e);
    }
  }

  private static Path temporary(Path target) {
    String name = String.valueOf(target.getFileName());
    int length = name.codePointCount(0, name.length());
    String start = name.substring(0, name.offsetByCodePoints(0, Math.min(length, LONGEST_START)));
    String own = UUID.randomUUID().toString().replace("-", "");
    return target.resolveSibling(start + "." + own + ENDING);
  }

  /**
   * Renames a complete file to its final name and forces the rename to the disk. An existing file
   * or link of that name is replaced; the link is not followed.
   */
  public static void replace(Path written, Path target) throws IOException {
    Files.move(
        written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(target.toAbsolutePath().getParent());
  }

  /**
   * Links the file to its final name. Unlike a rename, this fails where the name exists already.
   */
  private static void nameNew(Path written, Path target) throws IOException {
    try {
      Files.createLink(target, written);
      Files.delete(written);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(written, target); // a file system without hard links
    }
    forceFolder(target.getParent());
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

  /** Links in these folders point to open files of the process, never to a file to replace. */
  private static boolean isStream(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    boolean special = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    return special
        || absolute.startsWith("/dev/fd")
        || absolute.startsWith("/proc")
        || (absolute.startsWith("/dev") && Files.isSymbolicLink(file));
  }

  private static void writeToStream(Path file, Content content) {
    try (WritableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      content.writeTo(channel);
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + IoReason.of(e) + ". Check the path", e);
    }
  }

  private static void writeAll(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** The temporary files that killed processes left in a folder. */
  public static List<Path> leftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> TEMPORARY.matcher(String.valueOf(file.getFileName())).matches())
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .toList();
    }
  }

  private static UserError notWritten(Path file, IOException e) {
    String reason = e instanceof NoSuchFileException ? "its folder does not exist" : IoReason.of(e);
    return new UserError(
        file
            + " cannot be written: "
            + reason
            + (Files.exists(file) ? ". The previous file is unchanged" : "")
            + ". Free space or check the folder's permissions, then try again",
        e);
  }

  private static void deleteAfter(Throwable failure, Path written) {
    try {
      Files.deleteIfExists(written);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
