package dev.osprey.tensorfiles.safetensors;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.ReadChannel;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.TensorInfo;
import dev.osprey.tensorfiles.WrongWeightsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An open safetensors file. The header is read and checked once (length, bounds, overlaps,
 * duplicate names, dtype × shape against the extent) before memory of the claimed size is
 * allocated; values are mapped into memory on demand. Every fault of the file is a {@link
 * UserError} that names it and the tensor. Thread-safe.
 */
public final class SafeTensors implements TensorFile {
  /** Bytes of the largest tensor that is read into the heap; larger ones are mapped. */
  private static final long LARGEST_READ = 64 << 20;

  /** The maximum size of a header in the format. */
  static final long LARGEST_HEADER = 100_000_000;

  private final Path file;
  private final ReadChannel channel;
  private final Header header;
  private final long dataStart;

  private SafeTensors(Path file, ReadChannel channel, Header header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  public static SafeTensors open(Path file) {
    if (Files.isDirectory(file)) {
      throw WrongWeightsFile.folder(file, "a .safetensors file");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new UserError(file + " does not exist; check the path", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      return ReadChannel.uninterrupted(() -> open(file, channel));
    } catch (IOException e) {
      closeAfter(e, channel);
      throw unreadable(file, e);
    } catch (RuntimeException | Error e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  private static SafeTensors open(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw WrongWeightsFile.error(file)
          .orElseGet(
              () ->
                  new UserError(
                      file
                          + ": "
                          + size
                          + " bytes are too few for a safetensors file; copy it again"));
    }
    long length = read(channel, 0, Long.BYTES).getLong();
    if (length < 2 || length > LARGEST_HEADER || length > size - Long.BYTES) {
      throw isCut(channel, size)
          ? length < 2 || length > LARGEST_HEADER
              ? badHeader(file, length, size)
              : cut(file, length, size)
          : WrongWeightsFile.error(file).orElseGet(() -> badHeader(file, length, size));
    }
    long dataStart = Long.BYTES + length;
    byte[] json = read(channel, Long.BYTES, (int) length).array();
    Header header = HeaderReader.read(file, json, size - dataStart);
    return new SafeTensors(file, new ReadChannel(file, channel), header, dataStart);
  }

  /** Whether a file starts like a safetensors file, so that its end must be missing. */
  private static boolean isCut(FileChannel channel, long size) throws IOException {
    return size > Long.BYTES
        && read(channel, 0, Long.BYTES + 1).get(Long.BYTES) == '{'
        && read(channel, 0, Long.BYTES).get(Long.BYTES - 1) == 0;
  }

  private static UserError cut(Path file, long length, long size) {
    return new UserError(
        file
            + " is cut short: it holds "
            + size
            + " bytes, and its header alone has "
            + length
            + "; copy or export it again");
  }

  private static UserError badHeader(Path file, long length, long size) {
    return new UserError(
        file
            + ": the header states "
            + Long.toUnsignedString(length)
            + " bytes in a file of "
            + size
            + " (largest allowed "
            + LARGEST_HEADER
            + "). The file is cut short or is not a safetensors file; copy or export it again");
  }

  /** Returns the strings of {@code __metadata__}, in the file's order. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public Path file() {
    return file;
  }

  /** Returns all tensors by name, in the header's order. */
  @Override
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /**
   * Returns the description of one tensor.
   *
   * @throws UserError if the file has no tensor of that name
   */
  @Override
  public TensorInfo tensor(String name) {
    TensorInfo tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new UserError(
          file
              + " has no tensor \""
              + name
              + "\"; it holds "
              + header.tensors().size()
              + " others");
    }
    return tensor;
  }

  /**
   * Returns a tensor's bytes: read-only, little endian and flat in C order. The buffer stays valid
   * after this file is closed.
   */
  @Override
  public ByteBuffer values(String name) {
    TensorInfo tensor = tensor(name);
    if (tensor.byteCount() > Integer.MAX_VALUE) {
      throw new UserError(
          file
              + ": tensor \""
              + name
              + "\" has "
              + tensor.byteCount()
              + " bytes; a tensor may have at most 2 GiB");
    }
    if (tensor.byteCount() == 0) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    }
    try {
      long start = dataStart + tensor.offset();
      long count = tensor.byteCount();
      ByteBuffer bytes =
          count <= LARGEST_READ ? channel.read(start, (int) count) : channel.map(start, count);
      return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Returns the SHA-256 of the content in hexadecimal, equal to {@link
   * SafeTensorsWriter#contentSha256} before the digest itself was added.
   *
   * @param without metadata key to leave out: that of the digest
   */
  public String contentSha256(String without) {
    ContentSha256 digest = new ContentSha256();
    Map<String, String> metadata = new HashMap<>(header.metadata());
    metadata.remove(without);
    digest.addMetadata(metadata);
    for (TensorInfo tensor : new TreeMap<>(header.tensors()).values()) {
      digest.beginTensor(tensor.name(), tensor.dtype(), tensor.shape());
      digest.write(values(tensor.name()));
    }
    return digest.hex();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    return ReadChannel.read(channel, position, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void closeAfter(Throwable failure, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static UserError unreadable(Path file, IOException e) {
    return new UserError(
        file + " cannot be read: " + e.getMessage() + "; check the path and its permissions", e);
  }
}
