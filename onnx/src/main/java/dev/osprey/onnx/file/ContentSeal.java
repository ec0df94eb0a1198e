package dev.osprey.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.ByteString;
import dev.osprey.core.file.Sha256;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.ReadChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The last entry of an exported file's metadata: the SHA-256 of all bytes before it. ONNX Runtime
 * reads a file only after its seal was verified: the parser is native code, and a weight with a
 * flipped bit would silently give wrong results. Protobuf merges messages that follow each other,
 * so other programs see an ordinary metadata entry.
 */
public final class ContentSeal {
  static final String KEY = "osprey.sha256";

  private static final int LENGTH = entry(new byte[Sha256.BYTES]).size();
  private static final int CHUNK = 1 << 20;

  private static final String UNSEALED =
      "If another program changed an exported file on purpose (quantised, simplified, converted it),"
          + " --unsealed runs it all the same; from Java, SealPolicy.IGNORE";

  private ContentSeal() {}

  /** Writes a model followed by its seal. */
  static void write(ModelProto model, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.start();
    model.writeTo(new DigestOutputStream(out, digest));
    entry(digest.digest()).writeTo(out);
  }

  /** Whether the content of a file matches its seal. */
  public enum State {
    /** The file is as it was exported. */
    RIGHT,
    /** The file does not end with a seal. */
    ABSENT,
    /** The content does not match the seal. */
    BROKEN
  }

  /**
   * Reads a file and verifies its seal.
   *
   * @throws UserError if it is missing, cannot be read, has no seal, or has other bytes than when
   *     it was sealed
   */
  public static void require(Path file) {
    switch (state(file)) {
      case RIGHT -> {}
      case ABSENT ->
          throw new UserError(
              file
                  + ": not an ONNX file that osprey export wrote, or cut off: it does not end with "
                  + KEY
                  + ". Export the model again. "
                  + UNSEALED);
      case BROKEN ->
          throw new UserError(
              file
                  + ": damaged, or changed by another program: its content does not match "
                  + KEY
                  + " in its metadata. Export the model again. "
                  + UNSEALED);
    }
  }

  /**
   * Reads a file and compares it with its seal.
   *
   * @throws UserError if it is missing or cannot be read
   */
  public static State state(Path file) {
    try {
      return ReadChannel.uninterrupted(() -> read(file));
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + IoReason.of(e), e);
    }
  }

  private static State read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long content = channel.size() - LENGTH;
      if (content < 0 || !isSeal(read(channel, content))) {
        return State.ABSENT;
      }
      return entry(digest(channel, content)).equals(read(channel, content))
          ? State.RIGHT
          : State.BROKEN;
    }
  }

  /** Returns whether the bytes are an entry with the right key and any digest. */
  private static boolean isSeal(ByteString bytes) {
    int prefix = LENGTH - 2 * Sha256.BYTES;
    return bytes.startsWith(entry(new byte[Sha256.BYTES]).substring(0, prefix));
  }

  private static ByteString entry(byte[] digest) {
    return ModelProto.newBuilder()
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey(KEY)
                .setValue(HexFormat.of().formatHex(digest)))
        .build()
        .toByteString();
  }

  /** Returns the bytes from {@code position} to the end. */
  private static ByteString read(FileChannel channel, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    fill(bytes, channel, position);
    return ByteString.copyFrom(bytes.flip());
  }

  private static byte[] digest(FileChannel channel, long end) throws IOException {
    MessageDigest digest = Sha256.start();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long position = 0; position < end; position += CHUNK) {
      fill(chunk.clear().limit((int) Math.min(CHUNK, end - position)), channel, position);
      digest.update(chunk.flip());
    }
    return digest.digest();
  }

  /** Fills the buffer to its limit, or to the end of a file that was truncated during reading. */
  private static void fill(ByteBuffer bytes, FileChannel channel, long position)
      throws IOException {
    int count = 0;
    while (bytes.hasRemaining() && count >= 0) {
      count = channel.read(bytes, position + bytes.position());
    }
  }
}
