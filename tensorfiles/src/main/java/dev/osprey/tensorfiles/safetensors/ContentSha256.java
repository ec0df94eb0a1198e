package dev.osprey.tensorfiles.safetensors;

import dev.osprey.core.file.Sha256;
import dev.osprey.tensorfiles.DType;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 of the content of a file in a fixed order. A file can contain the digest of its
 * content, but not the digest of its bytes.
 */
final class ContentSha256 implements WritableByteChannel {
  private final MessageDigest digest = Sha256.start();

  void addMetadata(Map<String, String> metadata) {
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              add(key);
              add(value);
            });
  }

  /** Starts a tensor, whose bytes are then written to this channel. */
  void beginTensor(String name, DType dtype, List<Long> shape) {
    add(name);
    add(dtype + " " + shape);
  }

  /** Adds a text with its length, so that different lists of texts give different bytes. */
  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public int write(ByteBuffer bytes) {
    int count = bytes.remaining();
    digest.update(bytes);
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
