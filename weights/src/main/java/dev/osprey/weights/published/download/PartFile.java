package dev.osprey.weights.published.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The received part of a file during its download, with the server's validator of this state of the
 * file (an entity tag or a date, RFC 9110 section 8.8). It survives interruptions and is renamed
 * when complete. A failure of the disk is a {@link dev.osprey.core.text.UserError}.
 */
final class PartFile implements Closeable {
  private final Path part;
  private final Path validatorFile;
  private final FileChannel channel;

  private PartFile(Path part, Path validatorFile, FileChannel channel) {
    this.part = part;
    this.validatorFile = validatorFile;
    this.channel = channel;
  }

  static PartFile open(Path part, Path validatorFile) {
    try {
      FileChannel channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      channel.position(channel.size());
      return new PartFile(part, validatorFile, channel);
    } catch (IOException e) {
      throw Disk.notWritable(part, e);
    }
  }

  long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw Disk.notReadable(part, e);
    }
  }

  /** Refuses a download that does not fit on the disk. */
  void requireSpace(long bytes) {
    Disk.requireSpace(part, bytes);
  }

  /**
   * Returns the validator of the state of the file that the bytes are from; empty if it is unknown.
   */
  Optional<String> validator() {
    if (size() == 0 || !Files.isRegularFile(validatorFile)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(validatorFile)).filter(value -> !value.isBlank());
    } catch (IOException e) {
      throw Disk.notReadable(validatorFile, e);
    }
  }

  /**
   * Removes the existing bytes and stores a new validator. The order of the steps never leaves
   * bytes with the validator of another state after a crash.
   */
  void restart(Optional<String> validator) {
    try {
      channel.truncate(0);
      channel.force(true);
      Files.deleteIfExists(validatorFile);
      if (validator.isPresent()) {
        Files.writeString(validatorFile, validator.get());
      }
    } catch (IOException e) {
      throw Disk.notWritable(part, e);
    }
  }

  void append(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw Disk.notWritable(part, e);
    }
  }

  ContentDigest digest() {
    return ContentDigest.of(part);
  }

  /** Removes the bytes and their validator. */
  void discard() {
    try {
      channel.close();
      Files.deleteIfExists(part);
      Files.deleteIfExists(validatorFile);
    } catch (IOException e) {
      throw Disk.notWritable(part, e);
    }
  }

  /** Writes the bytes to the disk and renames the file. */
  void finish(Path file) {
    try {
      channel.force(true);
      channel.close();
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(validatorFile);
    } catch (IOException e) {
      throw Disk.notWritable(file, e);
    }
  }

  /** Keeps the received bytes; an empty part is removed. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen() && channel.size() == 0) {
      channel.close();
      Files.deleteIfExists(part);
    }
    channel.close();
  }
}
